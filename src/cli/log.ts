import { pino } from 'pino';
import type { JsonObject } from '../registries/definitions.ts';
import type { Log } from '../plugins/contract.ts';
import type { Config } from '../config.ts';

const STDERR = 2;
/** Below this a secret would be found in words that have nothing to do with it. */
const MIN_SECRET_LENGTH = 6;
const SECRET_KEYS = ['token', 'tokens', 'authorization', 'password', 'secret', 'secrets', 'cookie'];

export interface ServerLog extends Log {
  /** A bug that ends the server. */
  fatal(message: string, data?: JsonObject): void;
}

/** Lines of JSON on stderr, or another file descriptor. `secretValues` never appear in one, whoever logs them. */
export function createLog(
  level: Config['logLevel'],
  secretValues: readonly string[],
  fd: number = STDERR,
): ServerLog {
  const hide = hideValues(secretValues);
  const logger = pino(
    { level, base: null, redact: { paths: secretPaths(), censor: '***' }, hooks: { streamWrite: hide } },
    pino.destination({ fd, sync: true }),
  );
  const write = (method: 'debug' | 'info' | 'warn' | 'error' | 'fatal') =>
    function line(message: string, data: JsonObject = {}) {
      logger[method](data, message);
    };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    fatal: write('fatal'),
  };
}

/** An error as data for the log. */
export function errorData(error: unknown): JsonObject {
  if (!(error instanceof Error)) return { error: String(error) };
  return { error: { name: error.name, message: error.message, stack: error.stack ?? '' } };
}

function secretPaths(): string[] {
  return SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);
}

function hideValues(values: readonly string[]): (line: string) => string {
  const written = values
    .flatMap((value) => [value, ...value.split(/\r?\n/)])
    .filter((value) => value.length >= MIN_SECRET_LENGTH)
    .map((value) => JSON.stringify(value).slice(1, -1));
  return (line) => written.reduce((text, value) => text.replaceAll(value, '***'), line);
}
