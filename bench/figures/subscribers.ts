/** A thousand subscribers over WebSockets, of which ten never read. */
import { type Figure, atMost, reported } from '../figure.ts';
import { openServer } from '../open-server.ts';
import { peakMemory, resetPeak, residentMemory, startChild } from '../processes.ts';
import { median } from '../statistics.ts';

const READING = 990;
const STALLED = 10;
const COMMITS = 200;
const TOOLS = 50;
/** Ours: what the stalled ones are owed, kept for each of them, would be more. */
const LIMIT_MB = 200;

export const subscribers: Figure = async () => {
  await using server = await openServer();
  await using readers = startChild('readers', 1);
  const events = TOOLS + 1;
  await readers.ask('connect', {
    url: server.url,
    reading: READING,
    stalled: STALLED,
    changes: COMMITS,
    events,
  });
  await server.child.ask('collect');
  resetPeak(server.child.pid);
  const before = residentMemory(server.child.pid);
  const finished = readers.ask('finish');
  const { startedAt, times } = await server.child.ask('load', {
    prefix: 'fan',
    plugins: COMMITS,
    tools: TOOLS,
  });
  const { lastAt, bytesEach, open } = await finished;
  const growth = peakMemory(server.child.pid) - before;
  return [
    {
      what: `${READING} of ${READING + STALLED} read: each got all ${COMMITS} commits in order`,
      value: 'yes',
    },
    atMost('peak memory of the server above what it had', growth, LIMIT_MB, 'MB'),
    reported('a commit, until all have it', (lastAt - startedAt) / COMMITS, 'ms'),
    reported('a commit, until it is answered', median(times), 'ms'),
    reported('an item, on average', bytesEach / COMMITS / 1000, 'KB'),
    reported('items delivered', (READING * COMMITS) / ((lastAt - startedAt) / 1000), '/s'),
    reported('of those that never read, still connected', open, ''),
  ];
};
