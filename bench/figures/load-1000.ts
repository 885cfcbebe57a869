/** A plugin of 1,000 tools, from its definitions in hand until durable, queryable and with a subscriber. */
import { pluginOf } from '../definitions.ts';
import { type BenchApp, openBenchApp } from '../bench-app.ts';
import { type Figure, atMost, expect, reported } from '../figure.ts';
import { CHANGES, TOOL } from '../operations.ts';
import { collectGarbage, median, settle } from '../statistics.ts';

const TOOLS = 1000;
const WARM_UP = 5;
const ROUNDS = 21;

interface Round {
  wallMs: number;
  cpuMs: number;
  loadMs: number;
}

export const load1000: Figure = async () => {
  await using bench = await openBenchApp();
  const items = await bench.follow(CHANGES);
  const rounds: Round[] = [];
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const result = await loadOnce(bench, items, `load${round + WARM_UP}`);
    if (round >= 0) rounds.push(result);
  }
  await items.return(undefined);
  return [
    atMost(`${TOOLS} tools: durable, queryable, received`, median(rounds.map((r) => r.wallMs)), 50, 'ms'),
    reported('… of that, until the load answers', median(rounds.map((r) => r.loadMs)), 'ms'),
    reported('… fastest round', Math.min(...rounds.map((r) => r.wallMs)), 'ms'),
    reported('… processor time', median(rounds.map((r) => r.cpuMs)), 'ms'),
  ];
};

async function loadOnce(bench: BenchApp, items: AsyncGenerator, id: string): Promise<Round> {
  const definition = pluginOf(id, TOOLS);
  const name = definition.tools![TOOLS - 1]!.name;
  const { revision } = bench.app.store.current;
  await settle();
  collectGarbage();
  const cpu = process.cpuUsage();
  const start = performance.now();
  const next = items.next();
  await bench.load(definition);
  const loadMs = performance.now() - start;
  const { tool } = await bench.ask(TOOL, { name });
  const item = await next;
  const wallMs = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  expect(tool?.name === name && tool.plugin.id === id, 'The tool is not there.');
  expectOneItem(
    item.value.data.registryChanges,
    revision + 1,
    definition.tools!.map((t) => t.name),
  );
  await bench.unload(id);
  const after = await items.next();
  expect(after.value.data.registryChanges.revision === revision + 2, 'The load came in more than one item.');
  return { wallMs, loadMs, cpuMs: (user + system) / 1000 };
}

function expectOneItem(change: any, revision: number, names: readonly string[]): void {
  expect(change.revision === revision && change.follows === revision - 1, 'Not one revision.');
  const [own, ...brought] = change.events;
  expect(own.__typename === 'PluginLoaded', 'The plugin itself is not in the item.');
  const registered = brought.filter((event: any) => event.__typename === 'ToolRegistered');
  expect(
    registered.length === names.length &&
      registered.every((event: any, i: number) => event.subjectId === names[i]),
    'Not every tool is in the item.',
  );
}
