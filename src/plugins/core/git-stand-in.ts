import { mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What git reads in the folder that the working trees of a repository share; hooks are off. */
const SHARED = ['HEAD', 'objects', 'refs', 'packed-refs', 'reftable', 'info', 'logs', 'shallow', 'worktrees'];

/**
 * Lends a folder that stands in for the one that working trees share: the same data, and a configuration of its own.
 * git would read the repository's own again, when somebody may have changed what was found harmless.
 * @param shared absolute path of the folder.
 * @param config text of the configuration.
 */
export async function withStandIn<T>(
  shared: string,
  config: string,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'gathering-git-'));
  try {
    for (const name of SHARED) await symlink(join(shared, name), join(folder, name));
    // Last, so that it never lies in a folder that does not look like git's, where tools write nothing.
    await writeFile(join(folder, 'config'), config, { flag: 'wx' });
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
