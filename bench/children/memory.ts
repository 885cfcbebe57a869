/** A registry and nothing else, weighed. */
import { join } from 'node:path';
import { planFilled, TOOLS_PER_PLUGIN } from '../fill.ts';
import { answerParent } from '../processes.ts';
import { findTools } from '../../src/registries/tools.ts';
import { type Registry, buildRegistry, foldChanges } from '../../src/registries/registry.ts';
import { openJournal } from '../../src/storage/sqlite-journal.ts';

const TOOLS = 100_000;
/** Kept, so that it is not collected before it is weighed. */
let registry: Registry = buildRegistry(0, []);

answerParent({
  commit: () =>
    weigh(() => {
      for (let number = 0; number * TOOLS_PER_PLUGIN < TOOLS; number++)
        registry = foldChanges(registry, number + 1, planFilled(registry, number));
    }),
  start: (folder: string) =>
    weigh(async () => {
      const journal = await openJournal({
        folder: join(folder, 'data'),
        retain: 100_000,
        onNotice: () => {},
      });
      registry = buildRegistry(journal.revision, journal.entities());
      await journal.close();
    }),
  search: () =>
    weigh(() => {
      // One search indexes only so many.
      for (let turn = 0; turn < 100; turn++) findTools(registry, { text: 'zzzz' }).count();
    }),
});

/** Bytes by which the heap, with what is beside it, is larger afterwards. */
async function weigh(work: () => unknown): Promise<{ heapBytes: number; tools: number }> {
  // What is compiled and cached on the first time is no part of a registry.
  planFilled(registry, 0);
  const before = heap();
  await work();
  return { heapBytes: heap() - before, tools: registry.tools.size };
}

function heap(): number {
  for (let i = 0; i < 4; i++) globalThis.gc!();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
