/** What the registry itself holds for a tool, above the JSON of the tool's definition. */
import { openBenchApp, temporaryFolder } from '../bench-app.ts';
import { type Figure, type Row, atMost, expect, reported } from '../figure.ts';
import { fillStore } from '../fill.ts';
import { startChild } from '../processes.ts';

const TOOLS = 100_000;
const LIMIT_KB = 2.5;

export const memory: Figure = async () => {
  using folder = temporaryFolder();
  const definitionBytes = await fillFolder(folder.path);
  const rows: Row[] = [reported('JSON of a definition, on average', definitionBytes / TOOLS / 1000, 'KB')];
  for (const [what, command] of [
    ['committed plugin by plugin', 'commit'],
    ['read from the journal at start', 'start'],
  ] as const) {
    await using child = startChild('memory');
    const { heapBytes, tools } = await child.ask(command, folder.path);
    expect(tools === TOOLS, 'The registry does not hold all tools.');
    const searched = await child.ask('search');
    const above = (bytes: number) => (bytes - definitionBytes) / TOOLS / 1000;
    rows.push(
      atMost(`a tool above its definition's JSON, ${what}`, above(heapBytes), LIMIT_KB, 'KB'),
      atMost('… once its text was searched', above(heapBytes + searched.heapBytes), LIMIT_KB, 'KB'),
    );
  }
  return rows;
};

async function fillFolder(folder: string): Promise<number> {
  await using bench = await openBenchApp([], { folder });
  return await fillStore(bench.app.store, TOOLS);
}
