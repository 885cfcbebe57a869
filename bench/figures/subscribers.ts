/** A thousand subscribers over WebSockets, of which ten never read. */
import { type Figure, atMost, reported } from '../figure.ts';
import { openServer } from '../open-server.ts';
import { peakMemory, residentMemory, resetPeak, startChild } from '../processes.ts';
import { median } from '../statistics.ts';

const READING = 990;
const STALLED = 10;
const COMMITS = 200;
const TOOLS = 50;
/** Ours. What waits for those that do not read is five times as much. */
const HELD_MB = 50;

export const subscribers: Figure = async () => {
  await using server = await openServer();
  await using readers = startChild('readers', 1);
  await server.child.ask('load', { id: 'fan', tools: TOOLS });
  await readers.ask('connect', { url: server.url, reading: READING, stalled: STALLED, events: TOOLS + 1 });
  const before = { held: await server.child.ask('held'), resident: residentMemory(server.child.pid) };
  resetPeak(server.child.pid);

  async function commitHalf(untilNow: number) {
    const all = readers.ask('have', untilNow + COMMITS / 2);
    const { startedAt, times } = await server.child.ask('toggle', { id: 'fan', times: COMMITS / 2 });
    const { at, itemBytes, open } = await all;
    return { ms: at - startedAt, times, itemBytes, open, peak: peakMemory(server.child.pid) };
  }
  const first = await commitHalf(0);
  const second = await commitHalf(COMMITS / 2);
  const held = await server.child.ask('held');
  const ms = first.ms + second.ms;
  return [
    {
      what: `${READING} of ${READING + STALLED} read: each got ${COMMITS} commits whole and in order`,
      value: 'yes',
    },
    atMost('held in the end above what it had', held - before.held, HELD_MB, 'MB'),
    reported('peak memory of the server above what it had', second.peak - before.resident, 'MB'),
    reported('… of that, added by the later half of the commits', second.peak - first.peak, 'MB'),
    reported(`a commit of ${TOOLS + 1} events, until all have it`, ms / COMMITS, 'ms'),
    reported('… until it is answered', median([...first.times, ...second.times]), 'ms'),
    reported('items sent', (READING * COMMITS) / (ms / 1000), '/s'),
    reported('an item', second.itemBytes / 1000, 'KB'),
    reported('of those that never read, still connected at the end', second.open, ''),
  ];
};
