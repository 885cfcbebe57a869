/** The same load in a server, until a subscriber in another process has it over a WebSocket. */
import { type Figure, expect, reported } from '../figure.ts';
import { openServer } from '../open-server.ts';
import { CHANGES_TEXT } from '../operations.ts';
import { machineTime } from '../processes.ts';
import { median } from '../statistics.ts';
import { changeIn, subscribeTo } from '../ws-reader.ts';

const TOOLS = 1000;
const WARM_UP = 5;
const ROUNDS = 21;

export const load1000OverWebSocket: Figure = async () => {
  await using server = await openServer();
  let next = Promise.withResolvers<{ change: any; at: number }>();
  const socket = await subscribeTo(server.url, CHANGES_TEXT, {}, (item) => {
    next.resolve({ change: changeIn(item), at: machineTime() });
  });
  const rounds: number[] = [];
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const startedAt = await server.child.ask('load', { id: 'large', tools: TOOLS });
    const { change, at } = await next.promise;
    expect(change.events.length === TOOLS + 1, 'Not every tool is in the item.');
    if (round >= 0) rounds.push(at - startedAt);
    next = Promise.withResolvers();
    await server.child.ask('unload', 'large');
    const { change: after } = await next.promise;
    expect(after.revision === change.revision + 1, 'The load came in more than one item.');
    next = Promise.withResolvers();
  }
  socket.terminate();
  return [
    reported(`${TOOLS} tools: received over a WebSocket by another process`, median(rounds), 'ms'),
    reported('… fastest round', Math.min(...rounds), 'ms'),
  ];
};
