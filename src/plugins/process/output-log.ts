/** What a plugin's process prints, line by line, into the server's log. */
import type { Clock } from '../../clock.ts';
import { readLines } from './lines.ts';

/** Characters of one line. */
const MAX_LINE = 4_096;
/** Lines of one second; what is more is counted and told, or it would drown the log and the server. */
const LINES_PER_SECOND = 200;
const SECOND_MS = 1_000;

export interface OutputLog {
  push(chunk: Buffer): void;
  /** Tells at once what is still to be told. */
  flush(): void;
}

export function outputLog(clock: Clock, write: (line: string) => void): OutputLog {
  let lines = 0;
  let dropped = 0;
  let cancel: (() => void) | undefined;

  function flush(): void {
    cancel?.();
    cancel = undefined;
    if (dropped > 0) write(`… ${dropped} more lines within a second, not shown.`);
    lines = dropped = 0;
  }
  const reader = readLines(MAX_LINE, (line, isCut) => {
    if (line.trim() === '') return;
    cancel ??= clock.after(SECOND_MS, flush);
    lines += 1;
    if (lines > LINES_PER_SECOND) dropped += 1;
    else write(isCut ? `${line}…` : line);
  });
  return { push: (chunk) => reader.push(chunk), flush };
}
