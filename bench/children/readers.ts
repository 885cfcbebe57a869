/** A thousand subscribers of which some never read. */
import type { WebSocket } from 'ws';
import { CHANGES_TEXT, LARGE_CHANGES_TEXT } from '../operations.ts';
import { answerParent, machineTime } from '../processes.ts';
import { changeIn, subscribeTo } from '../ws-reader.ts';

interface Wanted {
  url: string;
  reading: number;
  stalled: number;
  /** How many events each change shall have. */
  events: number;
}

let wanted: Wanted;
const stalled: WebSocket[] = [];
/** What the first one to get an item got: all must get the same. */
const expected: Buffer[] = [];
/** How many items each that reads got. */
const counts: number[] = [];
let goal = { items: Infinity, ...Promise.withResolvers<void>() };

answerParent({
  async connect(given: Wanted) {
    wanted = given;
    for (let i = 0; i < wanted.reading; i++) await startReading(i);
    for (let i = 0; i < wanted.stalled; i++) await startStalling();
  },
  /** Resolves when everybody who reads has so many items in all. */
  async have(items: number) {
    goal = { items, ...Promise.withResolvers<void>() };
    settle();
    await goal.promise;
    const bytes = expected.reduce((sum, item) => sum + item.length, 0);
    return { at: machineTime(), itemBytes: bytes / expected.length, open: stillOpen() };
  },
});

async function startReading(reader: number): Promise<void> {
  counts[reader] = 0;
  await subscribeTo(wanted.url, CHANGES_TEXT, {}, (item) => {
    try {
      check(item, counts[reader]!);
    } catch (error) {
      goal.reject(error);
    }
    counts[reader]! += 1;
    if (counts[reader] === goal.items) settle();
  });
}

function settle(): void {
  if (counts.every((count) => count >= goal.items)) goal.resolve();
}

async function startStalling(): Promise<void> {
  const socket = await subscribeTo(wanted.url, LARGE_CHANGES_TEXT, {}, () => {});
  socket.pause();
  stalled.push(socket);
}

/** @throws unless it is item `index`, in order and whole. */
function check(item: Buffer, index: number): void {
  const same = expected[index];
  if (same?.equals(item)) return;
  if (same) throw new Error(`Item ${index} differs between subscribers.`);
  expected[index] = item;
  const change = changeIn(item);
  const before = index === 0 ? change.revision - 1 : changeIn(expected[index - 1]!).revision;
  if (change.revision !== before + 1 || change.follows !== before)
    throw new Error(`Item ${index} is out of order.`);
  if (change.events.length !== wanted.events) throw new Error(`Item ${index} is not whole.`);
}

function stillOpen(): number {
  return stalled.filter((socket) => socket.readyState === socket.OPEN).length;
}
