/** What belongs to git, which nobody may write: git runs programs that it names. */
import { type Folder, lookAt } from './workspace-folder.ts';

/** `.git` in any spelling that some file system takes for it. */
export function isGitName(name: string): boolean {
  // Windows ignores dots and spaces at the end and has short names.
  return /^(\.git|git~\d+)([ .]*|:.*)$/.test(folded(name));
}

/**
 * Is a folder the data of a repository, whatever it is called? One that `.git` is a file for, a bare one, that of a
 * working tree or submodule: HEAD with objects and refs, or with a `commondir` that leads to them.
 * @param coming a name that may not be there yet.
 */
export async function isGitFolder(folder: Folder, coming: string): Promise<boolean> {
  const has = async (name: string) =>
    folded(coming) === name.toLowerCase() || (await lookAt(folder, name)) !== null;
  if (!(await has('HEAD'))) return false;
  return (await has('commondir')) || ((await has('objects')) && (await has('refs')));
}

/** HFS+ ignores these invisible characters; it and others ignore case. */
function folded(name: string): string {
  return name.replaceAll(/[\u200b-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g, '').toLowerCase();
}
