/** Resuming behind 10,000 changes over a real WebSocket. */
import { setTimeout } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { temporaryFolder } from '../bench-app.ts';
import { type Figure, type Row, atMost, reported } from '../figure.ts';
import { type BenchServer, openServer } from '../open-server.ts';
import { LARGE_CHANGES_TEXT } from '../operations.ts';
import { peakMemory, residentMemory, resetPeak } from '../processes.ts';
import { changeIn, subscribeTo } from '../ws-reader.ts';

const CHANGES = 10_000;
const TOOLS = 10;
const LOADED = [{ id: 'resumed', tools: TOOLS }];
/** Ours; what waits for the reader is ten times as much. */
const HELD_MB = 5;
/** The slow one reads so many items, then nothing for so many milliseconds. */
const SLOW = { items: 100, pauseMs: 50 };

interface Resumed {
  ms: number;
  bytes: number;
  /** The most that the server had resident, in MB. */
  peak: number;
  /** What it held when half was read and the reader stood still, in MB. */
  held: number;
}

export const resume: Figure = async () => {
  using folder = temporaryFolder();
  const { cursor, revision } = await makeHistory(folder.path);
  // Started again, it has the history on the disk alone, and a heap that was never larger.
  await using server = await openServer({ folder: folder.path, loaded: LOADED });
  const before = { held: await server.child.ask('held'), resident: residentMemory(server.child.pid) };
  const fast = await resumeOnce(server, cursor, revision);
  const slow = await resumeOnce(server, cursor, revision, SLOW);
  const rows = (who: string, { ms, bytes, peak, held }: Resumed): Row[] => [
    reported(`${who}: changes`, CHANGES / (ms / 1000), '/s'),
    atMost('… held for it when it stops half-way', held - before.held, HELD_MB, 'MB'),
    reported('… peak memory above what the server had', peak - before.resident, 'MB'),
    reported('… sent in all', bytes / 1e6, 'MB'),
  ];
  return [
    ...rows('a reader as fast as it can', fast),
    ...rows(`a reader that rests ${SLOW.pauseMs} ms after every ${SLOW.items}`, slow),
  ];
};

async function makeHistory(folder: string): Promise<{ cursor: string; revision: number }> {
  await using server = await openServer({ folder, loaded: LOADED });
  const begin = await server.child.ask('registry');
  await server.child.ask('toggle', { id: LOADED[0]!.id, times: CHANGES });
  return begin;
}

/** @throws unless every change comes, in order and whole. */
async function resumeOnce(
  server: BenchServer,
  after: string,
  since: number,
  slow?: typeof SLOW,
): Promise<Resumed> {
  resetPeak(server.child.pid);
  const start = performance.now();
  let [bytes, revision, held, stoodMs] = [0, since, 0, 0];
  const complete = Promise.withResolvers<void>();

  async function standStill(socket: WebSocket): Promise<void> {
    const begun = performance.now();
    socket.pause();
    // Until what the kernels take is taken.
    await setTimeout(500);
    held = await server.child.ask('held');
    stoodMs = performance.now() - begun;
    socket.resume();
  }
  const socket = await subscribeTo(server.url, LARGE_CHANGES_TEXT, { after }, (item, own) => {
    bytes += item.length;
    const change = changeIn(item);
    const isNext = change.follows === revision && change.revision === revision + 1;
    if (!isNext || change.events.length !== TOOLS + 1)
      complete.reject(new Error(`Wrong behind ${revision}.`));
    revision = change.revision;
    if (revision === since + CHANGES) complete.resolve();
    else if (revision === since + CHANGES / 2) standStill(own).catch(complete.reject);
    else if (slow && (revision - since) % slow.items === 0) rest(own, slow.pauseMs);
  });
  await complete.promise;
  const ms = performance.now() - start - stoodMs;
  const peak = peakMemory(server.child.pid);
  socket.terminate();
  return { ms, bytes, peak, held };
}

function rest(socket: WebSocket, ms: number): void {
  socket.pause();
  void setTimeout(ms).then(() => socket.resume());
}
