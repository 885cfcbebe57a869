import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ToolError } from 'gathering/plugin';

const run = promisify(execFile);

/** No configuration but the repository's own, and nothing is fetched: `cat-file` then runs no other program. */
const ENVIRONMENT = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_NO_LAZY_FETCH: '1',
  GIT_TERMINAL_PROMPT: '0',
};

/** A file as it is in the last commit. @param path relative to `root`, and known to be inside it. @throws ToolError */
export async function committed(root: string, path: string, signal: AbortSignal): Promise<Uint8Array> {
  const env = { PATH: process.env.PATH, ...ENVIRONMENT };
  const options = { cwd: root, env, signal, encoding: 'buffer', maxBuffer: 16 * 1024 * 1024 } as const;
  try {
    return (await run('git', ['cat-file', 'blob', `HEAD:./${path}`], options)).stdout;
  } catch (error) {
    if (signal.aborted) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new ToolError('git cannot be started.');
    throw new ToolError('The file is not in the last commit of a git repository. Commit it first.', {
      path: ['path'],
    });
  }
}
