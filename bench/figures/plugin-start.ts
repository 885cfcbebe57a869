/** Starting a server with 50 plugins, each in a process of its own. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../bench-app.ts';
import { type Figure, expect, reported } from '../figure.ts';
import { type Memory, childrenOf, memoryOfTree } from '../process-tree.ts';
import { startServer } from '../start-server.ts';
import { median } from '../statistics.ts';
import { type Written, writePlugin } from '../written-plugin.ts';

const PLUGINS = 50;
const TOOLS = 3;
/** Of the plugin that comes with the server. */
const CORE_TOOLS = 6;
const ROUNDS = 3;
/** What the onLoad of each plugin waits where waits are compared, in milliseconds. */
const WAIT_MS = 50;

interface Start {
  readyMs: number;
  stopMs: number;
  /** Of each plugin's process, with what it is started by. */
  memory: Memory[];
}

export const pluginStart: Figure = async () => {
  using folder = temporaryFolder();
  const at = (name: string) => join(folder.path, name);
  const id = (number: number) => `started${String(number).padStart(2, '0')}`;
  const written = (name: string, count: number, more: (number: number) => Partial<Written> = () => ({})) => {
    const all = Array.from({ length: count }, (_, i) => ({ id: id(i), tools: TOOLS, ...more(i) }));
    for (const plugin of all) writePlugin(join(at(name), 'plugins'), plugin);
    return () => startOnce(at(name), count);
  };
  const all = written('all', PLUGINS);
  const starts = await inTurn({
    one: written('one', 1),
    first: () => startAnew(at('all'), all),
    all,
    together: written('together', PLUGINS, () => ({ onLoadMs: WAIT_MS })),
    inTurn: written('chain', PLUGINS, (i) => ({
      onLoadMs: WAIT_MS,
      requires: i === 0 ? undefined : id(i - 1),
    })),
  });
  return rowsOf(starts);
};

type Starts = Record<'one' | 'first' | 'all' | 'together' | 'inTurn', Start[]>;

/** The contenders in turn, all once more before: that round fills what Node keeps compiled. */
async function inTurn(contenders: Record<keyof Starts, () => Promise<Start>>): Promise<Starts> {
  const names = Object.keys(contenders) as (keyof Starts)[];
  const kept = Object.fromEntries(names.map((name) => [name, [] as Start[]])) as unknown as Starts;
  for (let round = -1; round < ROUNDS; round++) {
    for (const name of names) {
      const start = await contenders[name]();
      if (round >= 0) kept[name].push(start);
    }
  }
  return kept;
}

function startAnew(folder: string, start: () => Promise<Start>): Promise<Start> {
  rmSync(join(folder, 'data'), { recursive: true, force: true });
  return start();
}

/** @throws WrongAnswer unless all plugins are there, each in its process. */
async function startOnce(folder: string, plugins: number): Promise<Start> {
  const server = await startServer([
    '--workspace',
    folder,
    '--data',
    join(folder, 'data'),
    '--plugins',
    join(folder, 'plugins'),
  ]);
  const trees = childrenOf(server.pid);
  const memory = trees.map(memoryOfTree);
  const stopMs = await server.stop();
  const { announcement, readyMs } = server;
  expect(announcement.includes(`(${plugins * TOOLS + CORE_TOOLS} tools)`), announcement);
  expect(trees.length === plugins, `There are ${trees.length} processes.`);
  return { readyMs, stopMs, memory };
}

function rowsOf(starts: Starts) {
  const ready = (name: keyof Starts) => median(starts[name].map(({ readyMs }) => readyMs));
  const each = (field: keyof Memory) =>
    median(starts.all.flatMap(({ memory }) => memory.map((one) => one[field])));
  const more = (name: keyof Starts) => (ready(name) - ready('one')) / (PLUGINS - 1);
  return [
    reported(`${PLUGINS} plugins, process to ready, first start`, ready('first'), 'ms'),
    reported('… second start', ready('all'), 'ms'),
    reported('… with one plugin, second start', ready('one'), 'ms'),
    reported('… each further plugin, first start', more('first'), 'ms'),
    reported('… second start', more('all'), 'ms'),
    reported('… until it has ended', median(starts.all.map(({ stopMs }) => stopMs)), 'ms'),
    reported('a plugin’s process: proportional memory (Pss)', each('shared'), 'MB'),
    reported('… resident memory', each('resident'), 'MB'),
    reported(`onLoad waits ${WAIT_MS} ms in each: side by side`, ready('together'), 'ms'),
    reported('… one after another: each requires the one before', ready('inTurn'), 'ms'),
  ];
}
