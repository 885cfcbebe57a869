/** Resuming behind 10,000 changes over a real WebSocket. */
import { temporaryFolder } from '../bench-app.ts';
import { type Figure, type Row, atMost, expect, reported } from '../figure.ts';
import { type BenchServer, openServer } from '../open-server.ts';
import { LARGE_CHANGES_TEXT } from '../operations.ts';
import { peakMemory, residentMemory, resetPeak } from '../processes.ts';
import { changeIn, subscribeTo } from '../ws-reader.ts';

const CHANGES = 10_000;
const TOOLS = 10;
const LOADED = [{ id: 'resumed', tools: TOOLS }];
/** Ours; what is sent is several times as much. */
const LIMIT_MB = 64;
/** The slow one reads so many items, then nothing for so many milliseconds. */
const SLOW = { items: 100, pauseMs: 50 };

interface Resumed {
  ms: number;
  bytes: number;
  /** Of the server's memory, in MB. */
  peak: number;
}

export const resume: Figure = async () => {
  using folder = temporaryFolder();
  const { cursor, revision } = await makeHistory(folder.path);
  // Started again, it has the history on the disk alone, and a heap that was never larger.
  await using server = await openServer({ folder: folder.path, loaded: LOADED });
  await server.child.ask('collect');
  const before = residentMemory(server.child.pid);
  const fast = await resumeOnce(server, cursor, revision);
  const slow = await resumeOnce(server, cursor, revision, SLOW);
  return [
    ...rowsOf('a reader as fast as it can', fast, before),
    ...rowsOf(`a reader that pauses ${SLOW.pauseMs} ms after ${SLOW.items}`, slow, before),
  ];
};

async function makeHistory(folder: string): Promise<{ cursor: string; revision: number }> {
  await using server = await openServer({ folder, loaded: LOADED });
  const begin = await server.child.ask('registry');
  await server.child.ask('toggle', { id: LOADED[0]!.id, times: CHANGES });
  return begin;
}

function rowsOf(who: string, { ms, bytes, peak }: Resumed, before: number): Row[] {
  return [
    atMost(`${who}: peak memory of the server above what it had`, peak - before, LIMIT_MB, 'MB'),
    reported(`${who}: sent`, bytes / 1e6, 'MB'),
    reported(`${who}: changes`, CHANGES / (ms / 1000), '/s'),
  ];
}

/** @throws WrongAnswer unless every change comes, in order and whole. */
async function resumeOnce(
  server: BenchServer,
  after: string,
  since: number,
  slow?: typeof SLOW,
): Promise<Resumed> {
  resetPeak(server.child.pid);
  const start = performance.now();
  let bytes = 0;
  let revision = since;
  const complete = Promise.withResolvers<void>();
  const socket = await subscribeTo(server.url, LARGE_CHANGES_TEXT, { after }, (item, own) => {
    bytes += item.length;
    const change = changeIn(item);
    const isNext = change.follows === revision && change.revision === revision + 1;
    if (!isNext || change.events.length !== TOOLS + 1)
      complete.reject(new Error(`Wrong behind ${revision}.`));
    revision = change.revision;
    if (revision === since + CHANGES) complete.resolve();
    if (slow && (revision - since) % slow.items === 0) pause(own, slow.pauseMs);
  });
  await complete.promise;
  const ms = performance.now() - start;
  socket.terminate();
  expect(revision === since + CHANGES, 'More changes came than there were.');
  return { ms, bytes, peak: peakMemory(server.child.pid) };
}

function pause(socket: { pause(): void; resume(): void }, ms: number): void {
  socket.pause();
  setTimeout(() => socket.resume(), ms);
}
