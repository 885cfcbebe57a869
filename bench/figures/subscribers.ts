/** A thousand subscribers over WebSockets, of which ten never read. */
import { type Figure, atMost, reported } from '../figure.ts';
import { openServer } from '../open-server.ts';
import { peakMemory, residentMemory, resetPeak, startChild } from '../processes.ts';
import { median } from '../statistics.ts';

const READING = 990;
const STALLED = 10;
const COMMITS = 200;
const TOOLS = 50;
/** Ours. Kept for each that does not read, what the later half of the commits has for them would be three times that. */
const LATER_MB = 50;

export const subscribers: Figure = async () => {
  await using server = await openServer();
  await using readers = startChild('readers', 1);
  await server.child.ask('load', { id: 'fan', tools: TOOLS });
  await readers.ask('connect', { url: server.url, reading: READING, stalled: STALLED, events: TOOLS + 1 });
  await server.child.ask('collect');
  const before = residentMemory(server.child.pid);
  resetPeak(server.child.pid);

  async function commitHalf(untilNow: number) {
    const all = readers.ask('have', untilNow + COMMITS / 2);
    const { startedAt, times } = await server.child.ask('toggle', { id: 'fan', times: COMMITS / 2 });
    const { at, itemBytes, open } = await all;
    return { ms: at - startedAt, times, itemBytes, open, peak: peakMemory(server.child.pid) };
  }
  const first = await commitHalf(0);
  const second = await commitHalf(COMMITS / 2);
  const ms = first.ms + second.ms;
  return [
    {
      what: `${READING} of ${READING + STALLED} read: each got ${COMMITS} commits whole and in order`,
      value: 'yes',
    },
    reported('peak memory above what it had', second.peak - before, 'MB'),
    atMost('… of that, added by the later half of the commits', second.peak - first.peak, LATER_MB, 'MB'),
    reported(`a commit of ${TOOLS + 1} events, until all have it`, ms / COMMITS, 'ms'),
    reported('… until it is answered', median([...first.times, ...second.times]), 'ms'),
    reported('items sent', (READING * COMMITS) / (ms / 1000), '/s'),
    reported('an item', second.itemBytes / 1000, 'KB'),
    reported('of those that never read, still connected at the end', second.open, ''),
  ];
};
