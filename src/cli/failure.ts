import { DomainError, printable } from '../registries/errors.ts';
import type { Settings } from './read-config.ts';
import { SETTINGS } from './settings.ts';
import { UsageError } from './usage-error.ts';

export interface Failure {
  line: string;
  exitCode: 1 | 2;
}

const PORT_PROBLEMS: Record<string, string> = {
  EADDRINUSE: 'is in use by another program. Stop that, or choose another port with --port.',
  EACCES: 'may not be opened by this user. Choose a port from 1024 up with --port.',
};
const HOST_PROBLEMS: Record<string, string> = {
  EADDRNOTAVAIL: 'is no address of this machine. Choose another with --host.',
  ENOTFOUND: 'is not known. Choose another with --host.',
  EAI_AGAIN: 'is not known. Choose another with --host.',
};

/** Why a command failed, in one line; null for a bug. `settings`: as far as they could be read. */
export function failureOf(error: unknown, settings: Settings | undefined): Failure | null {
  if (error instanceof UsageError) return { line: error.message, exitCode: 2 };
  if (error instanceof DomainError) return domainFailure(error, settings);
  return isSystemError(error) ? { line: systemFailure(error), exitCode: 1 } : null;
}

function domainFailure(error: DomainError, settings: Settings | undefined): Failure {
  const [first = ''] = error.path;
  const isAboutData = first === 'data' || first === 'folder' || error.code.startsWith('STORAGE_');
  const line = isAboutData && settings ? `${error.message} (${settings.config.data})` : error.message;
  if (error.code !== 'INVALID_CONFIG') return { line, exitCode: 1 };
  const isSetting = SETTINGS.some(({ name }) => name === first);
  const blame = isSetting && settings ? `Setting "${first}" (${settings.sourceOf(first)}): ` : '';
  return { line: blame + line, exitCode: 2 };
}

interface SystemError extends Error {
  code: string;
  syscall: string;
  address?: string;
  hostname?: string;
  port?: number;
}

function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}

function systemFailure({ code, syscall, address, hostname, port, message }: SystemError): string {
  const isNetwork = ['listen', 'bind', 'getaddrinfo'].includes(syscall);
  const host = printable(address ?? hostname ?? 'host');
  if (isNetwork && PORT_PROBLEMS[code]) return `Port ${port} of ${host} ${PORT_PROBLEMS[code]}`;
  if (isNetwork && HOST_PROBLEMS[code]) return `Host ${host} ${HOST_PROBLEMS[code]}`;
  return `${message}.`;
}
