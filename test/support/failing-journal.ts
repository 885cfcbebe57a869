/** A journal whose disk is full whenever the test says so. */
import { StorageFull } from '../../src/registries/errors.ts';
import type { Journal, NewCommit } from '../../src/storage/journal.ts';
import { openJournal } from '../../src/storage/sqlite-journal.ts';

/** @param isFull asked before each commit, which waits for the answer. */
export async function failingJournal(
  folder: string,
  isFull: (commit: NewCommit) => boolean | Promise<boolean>,
): Promise<Journal> {
  const journal = await openJournal({ folder, retain: 1000, onNotice() {} });
  const append: Journal['append'] = async (commit, expected) => {
    if (await isFull(commit)) throw new StorageFull();
    return journal.append(commit, expected);
  };
  return new Proxy(journal, {
    get(target, name) {
      if (name === 'append') return append;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
