/** `node bench/run.ts` measures everything, `node bench/run.ts NAME…` only that. Not part of any test. */
import type { Row } from './figure.ts';
import { FIGURES } from './figures.ts';
import { startChild } from './processes.ts';
import { ROLES } from './roles.ts';
import { printRows } from './table.ts';

const [first, ...rest] = process.argv.slice(2);
if (first === '--as') await ROLES[rest[0]!]!();
else process.exitCode = await measure(first === undefined ? Object.keys(FIGURES) : [first, ...rest]);

/** Prints the table as it grows; answers the exit code: 1 where something did not do what was to be timed. */
async function measure(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !(name in FIGURES));
  if (unknown.length > 0) {
    process.stderr.write(`There is no "${unknown[0]}". There are: ${Object.keys(FIGURES).join(', ')}.\n`);
    return 1;
  }
  let failures = 0;
  for (const name of names) {
    try {
      printRows(name, await measureApart(name));
    } catch (error) {
      failures += 1;
      process.stderr.write(`${name}: no figure. ${(error as Error).message}\n`);
    }
  }
  return failures > 0 ? 1 : 0;
}

async function measureApart(name: string): Promise<Row[]> {
  await using child = startChild('figure');
  return await child.ask('measure', name);
}
