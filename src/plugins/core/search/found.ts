/** Reads the output of a search as it comes, as far as it is wanted. */
import { type FoundFile, Matches } from './matches.ts';
import type { Search } from './ripgrep.ts';

/** More of it is not read. */
const MAX_OUTPUT_BYTES = 60 * 1024 * 1024;

interface Found {
  files: FoundFile[];
  truncated: boolean;
}
/** Runs the search until it is told that enough was heard. */
type Run = (hear: (bytes: Uint8Array) => void, signal: AbortSignal) => Promise<void>;

/** @param most matching lines. */
export async function linesIn({ contextLines }: Search, most: number, run: Run): Promise<Found> {
  const matches = new Matches(most, contextLines);
  const isCut = await readRows(run, '\n', (row) => matches.hear(row));
  return { files: matches.files, truncated: isCut || matches.truncated };
}

/** @param most files. */
export async function namesIn(_: Search, most: number, run: Run): Promise<Found> {
  const files: FoundFile[] = [];
  let truncated = false;
  const isCut = await readRows(run, '\0', (row) => {
    truncated = files.length === most;
    if (!truncated) files.push({ path: row.replace(/^\.\//, ''), lines: [] });
    return !truncated;
  });
  return { files, truncated: isCut || truncated };
}

/** Hands on the rows of an output until no more are wanted. @returns whether the output was too long to be read to its end. */
async function readRows(run: Run, end: string, hear: (row: string) => boolean): Promise<boolean> {
  const enough = new AbortController();
  const decoder = new TextDecoder();
  let rest = '';
  let byteCount = 0;
  const take = (bytes: Uint8Array) => {
    if (enough.signal.aborted) return;
    byteCount += bytes.length;
    rest += decoder.decode(bytes, { stream: true });
    if (!rest.includes(end)) return;
    const rows = rest.split(end);
    rest = rows.pop()!;
    if (!rows.every(hear) || byteCount > MAX_OUTPUT_BYTES) enough.abort();
  };
  await run(take, enough.signal).catch((error: unknown) => {
    if (!enough.signal.aborted) throw error;
  });
  return byteCount > MAX_OUTPUT_BYTES;
}
