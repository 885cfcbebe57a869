/** Starting behind a long history, and starting anew with the same plugins. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../src/clock.ts';
import { describePlugin } from '../../src/plugins/describe.ts';
import { planState } from '../../src/plugins/plan-plugin.ts';
import { RegistryStore } from '../../src/storage/registry-store.ts';
import { openJournal } from '../../src/storage/sqlite-journal.ts';
import { ACTOR, openBenchApp, temporaryFolder } from '../bench-app.ts';
import { type Figure, expect, reported } from '../figure.ts';
import { machineTime, startChild } from '../processes.ts';
import { START_PLUGINS } from '../start-plugins.ts';
import { interleaved, median, ratio } from '../statistics.ts';

const PAST_COMMITS = 100_000;
const LIMIT = 1.3;
const ROUNDS = 11;

interface Start {
  /** From spawning the process until it is ready, in milliseconds. */
  processMs: number;
  /** Of that, opening the app. */
  appMs: number;
}

export const startup: Figure = async () => {
  using past = temporaryFolder();
  await makeHistory(past.path);
  const starts = { fresh: [] as Start[], past: [] as Start[] };
  await interleaved(
    {
      fresh: async () => record(starts.fresh, await startFresh()),
      past: async () => record(starts.past, await start(past.path, true)),
    },
    { warmUp: 0, rounds: ROUNDS + 1 },
  );
  const of = (list: readonly Start[], key: keyof Start) => list.slice(1).map((each) => each[key]);
  const [whole, inside] = (['processMs', 'appMs'] as const).map((key) =>
    ratio(of(starts.fresh, key), of(starts.past, key)),
  );
  return [
    {
      what: `process to ready after ${PAST_COMMITS.toLocaleString('en')} commits, against fresh`,
      value: `× ${whole!.toFixed(2)}`,
      bound: { limit: `≤ × ${LIMIT}`, met: whole! <= LIMIT },
    },
    { what: '… opening the app alone', value: `× ${inside!.toFixed(2)}` },
    reported('… fresh', median(of(starts.fresh, 'processMs')), 'ms'),
    reported('… after the commits', median(of(starts.past, 'processMs')), 'ms'),
    reported('… opening the app, fresh', median(of(starts.fresh, 'appMs')), 'ms'),
    reported('… opening the app, after the commits', median(of(starts.past, 'appMs')), 'ms'),
  ];
};

/** Loads the plugins and switches one of them until there are as many commits. */
async function makeHistory(folder: string): Promise<void> {
  using workshop = temporaryFolder({ inMemory: true });
  await startOnce(workshop.path);
  const data = join(workshop.path, 'data');
  const journal = await openJournal({ folder: data, retain: PAST_COMMITS, onNotice: () => {} });
  const store = new RegistryStore(journal, systemClock);
  const description = describePlugin(START_PLUGINS.find(({ id }) => id === 'switched')!);
  // An even number: it ends as it began.
  for (let commit = 0; commit < PAST_COMMITS; commit++) {
    const state = commit % 2 === 0 ? 'DISABLED' : 'ENABLED';
    await store.commit((now) => planState(now, now.plugins.get('switched')!, state, description), {
      actor: ACTOR,
    });
  }
  await store.close();
  cpSync(workshop.path, folder, { recursive: true });
}

async function startOnce(folder: string): Promise<void> {
  await using _ = await openBenchApp(START_PLUGINS, { folder, load: START_PLUGINS.map(({ id }) => id) });
}

async function startFresh(): Promise<Start> {
  using folder = temporaryFolder();
  return await start(folder.path, false);
}

async function start(folder: string, isPast: boolean): Promise<Start> {
  const begun = machineTime();
  await using child = startChild('start');
  const { readyAt, appMs, tools, revision } = await child.ask('start', folder);
  expect(tools === 503, 'Not all tools are there.');
  expect(isPast ? revision === PAST_COMMITS + 1 : revision === 1, `It is at revision ${revision}.`);
  return { processMs: readyAt - begun, appMs };
}

function record(list: Start[], each: Start): number {
  list.push(each);
  return each.processMs;
}
