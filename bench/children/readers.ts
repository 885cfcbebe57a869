/** A thousand subscribers of which some never read. */
import { CHANGES_TEXT, LARGE_CHANGES_TEXT } from '../operations.ts';
import { answerParent, machineTime } from '../processes.ts';
import { type Reader, changeIn, subscribeTo } from '../ws-reader.ts';

interface Wanted {
  url: string;
  reading: number;
  stalled: number;
  /** How many changes each shall get, and how many events in each. */
  changes: number;
  events: number;
}

let wanted: Wanted;
const stalled: Reader[] = [];
/** What the first one to get an item got: all must get the same. */
const expected: Buffer[] = [];
const complete = Promise.withResolvers<void>();
let unfinished = 0;
let lastAt = 0;

answerParent({
  async connect(given: Wanted) {
    wanted = given;
    unfinished = wanted.reading;
    for (let i = 0; i < wanted.reading; i++) await startReading();
    for (let i = 0; i < wanted.stalled; i++) await startStalling();
  },
  /** Resolves when everybody who reads has everything. */
  async finish() {
    await complete.promise;
    return { lastAt, bytesEach: expected.reduce((sum, item) => sum + item.length, 0), open: stillOpen() };
  },
});

async function startReading(): Promise<void> {
  let count = 0;
  await subscribeTo(wanted.url, CHANGES_TEXT, {}, (item) => {
    try {
      check(item, count);
    } catch (error) {
      complete.reject(error);
    }
    count += 1;
    if (count < wanted.changes) return;
    lastAt = machineTime();
    unfinished -= 1;
    if (unfinished === 0) complete.resolve();
  });
}

async function startStalling(): Promise<void> {
  const reader = await subscribeTo(wanted.url, LARGE_CHANGES_TEXT, {}, () => {});
  reader.socket.pause();
  stalled.push(reader);
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
  return stalled.filter(({ socket }) => socket.readyState === socket.OPEN).length;
}
