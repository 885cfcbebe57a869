import { isAbsolute, sep } from 'node:path';
import { ToolError } from '../plugins/contract.ts';
import { printable } from '../registries/errors.ts';

const MAX_PATH_BYTES = 4096;
const MAX_NAME_BYTES = 255;

/** The names on the way, in order; `.` and empty ones included. @throws ToolError for what is no path inside. */
export function stepsOf(path: string): string[] {
  if (path === '') throw refusal(path, 'is empty. Use "." for the workspace itself');
  if (path.includes('\0') || !path.isWellFormed())
    throw refusal(path, 'has a character that no name can have');
  if (path.startsWith('/') || isAbsolute(path)) {
    throw refusal(path, 'is absolute. Give a path relative to the workspace');
  }
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) throw refusal(path, `is longer than ${MAX_PATH_BYTES} bytes`);
  const steps = path.split('/');
  for (const name of steps) refuseName(path, name);
  return steps;
}

/** A ToolError about a path, which it quotes as it was given. */
export function refusal(path: string, problem: string, retryable = false): ToolError {
  return new ToolError(`"${printable(path)}" ${problem}.`, { path: ['path'], retryable });
}

/** The same, where the argument is not called `path`. */
export function named(field: string, error: unknown): unknown {
  if (!(error instanceof ToolError)) return error;
  return new ToolError(error.message, { path: [field], retryable: error.retryable });
}

export function missing(path: string): ToolError {
  return refusal(path, 'does not exist in the workspace. List its folder to see what is there');
}

export function changed(path: string): ToolError {
  return refusal(path, 'changed while it was being opened. Try again', true);
}

/** Any failure of the file system as a ToolError that names no place of this machine. */
export function readable(path: string, error: unknown): unknown {
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) return error;
  const { problem, retryable } = PROBLEMS[code] ?? { problem: `cannot be used (${code})` };
  return refusal(path, problem, retryable);
}

/** Does it, and makes what the file system says a ToolError about the path. */
export async function explained<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw readable(path, error);
  }
}

const PROBLEMS: Record<string, { problem: string; retryable?: boolean }> = {
  EACCES: { problem: 'is not open to the server. Change its permissions' },
  EPERM: { problem: 'is not open to the server. Change its permissions' },
  ENAMETOOLONG: { problem: 'is too long. Shorten its names' },
  ENOENT: { problem: 'is no longer there. Look again', retryable: true },
  EROFS: { problem: 'is on a disk that cannot be written' },
  ENOTEMPTY: { problem: 'is a folder with something in it. Say `recursive` to remove all of it' },
  EINVAL: { problem: 'cannot be moved there' },
  EXDEV: { problem: 'is on another disk. Copy it instead' },
  EBUSY: { problem: 'is in use by the system' },
  ENOSPC: { problem: 'does not fit on the disk. Free some space, then retry', retryable: true },
  EDQUOT: { problem: 'does not fit on the disk. Free some space, then retry', retryable: true },
  EMFILE: { problem: 'cannot be opened now: too many files are open. Try again', retryable: true },
  ENFILE: { problem: 'cannot be opened now: too many files are open. Try again', retryable: true },
};

function refuseName(path: string, name: string): void {
  if (Buffer.byteLength(name) > MAX_NAME_BYTES) {
    throw refusal(path, `has a name longer than ${MAX_NAME_BYTES} bytes`);
  }
  if (sep === '\\' && /[\\:]/.test(name)) throw refusal(path, 'must separate its names with "/"');
}
