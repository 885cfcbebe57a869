import type { ToolRecord } from './definitions.ts';
import type { Search } from './searched.ts';
import type { Table } from './table.ts';
import type { TextIndex } from './text-index.ts';
import { matchText, wordsOf } from './text.ts';
import { indexSome, placeOf, textFields } from './tool-texts.ts';

/** A search for tools in whose name, title, description or tags every word of `wanted` occurs. */
export function searchTools(tools: Table<ToolRecord>, wanted: string): Search<ToolRecord> {
  const words = wordsOf(wanted);
  const matches = matchText(wanted);
  const test = (tool: ToolRecord) => matches(textFields(tool));
  return { test, id: ({ name }) => name, find: () => findAll(tools, words, test) };
}

function findAll(
  tools: Table<ToolRecord>,
  words: readonly string[],
  test: (tool: ToolRecord) => boolean,
): ToolRecord[] {
  const groups = [...tools.groups('plugin')];
  indexSome(groups);
  const finds = new Map<TextIndex, (text: number) => boolean>();
  const found: ToolRecord[] = [];
  for (const group of groups) {
    const place = placeOf(group);
    if (!place) {
      for (const tool of group.values()) if (test(tool)) found.push(tool);
      continue;
    }
    const { index, start, tools: own } = place;
    let isFound = finds.get(index);
    if (!isFound) finds.set(index, (isFound = index.find(words)));
    for (let i = 0; i < own.length; i++) if (isFound(start + i)) found.push(own[i]!);
  }
  return found;
}
