/** What a plugin's process prints and logs, line by line, into the server's log. */
import type { Clock } from '../../clock.ts';
import type { JsonObject } from '../../registries/definitions.ts';
import { readLines } from './lines.ts';

/** Characters of one line that are read, and shown: a secret is whole before a line is cut. */
const MAX_READ = 16_384;
const MAX_SHOWN = 4_096;
/** Lines of one second; what is more is counted and told, or it would drown the log and the server. */
const LINES_PER_SECOND = 200;
const SECOND_MS = 1_000;

export interface OutputLog {
  /** Bytes of a stream. */
  push(chunk: Buffer): void;
  /** One line, unless there were too many. */
  write(line: string, data?: JsonObject): void;
  /** Tells at once what is still to be told. */
  flush(): void;
}

/** @param redact takes secrets out of a line. */
export function outputLog(
  clock: Clock,
  redact: (line: string) => string,
  show: (line: string, data?: JsonObject) => void,
): OutputLog {
  let lines = 0;
  let dropped = 0;
  let cancel: (() => void) | undefined;

  function flush(): void {
    cancel?.();
    cancel = undefined;
    if (dropped > 0) show(`… ${dropped} more lines within a second, not shown.`);
    lines = dropped = 0;
  }
  function write(line: string, data?: JsonObject): void {
    cancel ??= clock.after(SECOND_MS, flush);
    lines += 1;
    if (lines > LINES_PER_SECOND) dropped += 1;
    else show(cut(redact(line.slice(0, MAX_READ))), data);
  }
  const reader = readLines(MAX_READ, (line) => {
    if (line.trim() !== '') write(line);
  });
  return { push: (chunk) => reader.push(chunk), write, flush };
}

function cut(line: string): string {
  return line.length > MAX_SHOWN ? `${line.slice(0, MAX_SHOWN)}…` : line;
}
