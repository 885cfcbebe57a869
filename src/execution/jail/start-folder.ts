import { join } from 'node:path/posix';
import { ToolError } from '../../plugins/contract.ts';
import { type Mount, isWithin } from './mounts.ts';
import { WORKSPACE } from './system-mounts.ts';

/** Where a program starts in the jail. @throws ToolError, path `cwd`, where nothing of that folder is granted. */
export function startFolder(cwd: string | undefined, mounts: readonly Mount[]): string {
  const folder = join(WORKSPACE, cwd ?? '.').replace(/\/$/, '');
  if (folder === WORKSPACE) return folder;
  const isThere = mounts.some(({ to }) => isWithin(folder, to) || isWithin(to, folder));
  if (isThere && isWithin(folder, WORKSPACE)) return folder;
  throw new ToolError(
    `No program can start in "${cwd}": it is not granted. Name it, or a folder around it, in \`files\`.`,
    {
      path: ['cwd'],
    },
  );
}
