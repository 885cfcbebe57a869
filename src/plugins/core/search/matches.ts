/** Reads what a search tells (`rg --json`), keeps the first matches, and says when there are more. */

export interface FoundLine {
  line: number;
  column: number | null;
  text: string;
}

export interface FoundFile {
  path: string;
  lines: FoundLine[];
}

interface Told {
  type: string;
  data: {
    path: Text;
    lines?: Text;
    line_number?: number;
    submatches?: { start: number }[];
    binary_offset?: number | null;
  };
}
/** Base64 where it is not UTF-8. */
type Text = { text: string } | { bytes: string };

/** Characters of a line that are shown; of a longer one those around the match. */
const MAX_LINE = 400;
const BEFORE = 100;
/** Characters of all lines together. */
const MAX_TEXT = 256 * 1024;

export class Matches {
  truncated = false;
  readonly #most: number;
  readonly #contextLines: number;
  readonly #files: FoundFile[] = [];
  #current: FoundFile | null = null;
  #count = 0;
  #characters = 0;

  constructor(most: number, contextLines: number) {
    this.#most = most;
    this.#contextLines = contextLines;
  }

  /** Files with what was found in them. Those that turned out to be binary are left out. */
  get files(): FoundFile[] {
    if (this.#current) this.#close();
    return this.#files;
  }

  /** One line of output. @returns whether more is wanted. */
  hear(row: string): boolean {
    const { type, data } = JSON.parse(row) as Told;
    if (type === 'end') this.#end(data.binary_offset ?? null);
    if (type !== 'match' && type !== 'context') return true;
    if (this.#characters > MAX_TEXT || (type === 'match' && this.#count === this.#most)) {
      this.truncated = true;
      return false;
    }
    this.#current ??= {
      path: bytesOf(data.path).toString().replace(/^\.\//, ''),
      lines: [],
    };
    const line = lineOf(data, type === 'match');
    this.#characters += line.text.length;
    this.#current.lines.push(line);
    if (type === 'match') this.#count++;
    return true;
  }

  #end(binaryOffset: number | null): void {
    if (!this.#current) return;
    if (binaryOffset === null) return this.#close();
    this.#count -= matchesOf(this.#current).length;
    this.#current = null;
  }

  #close(): void {
    const file = this.#current!;
    const matches = matchesOf(file);
    // What was told for the sake of a match that is left out.
    const isNear = ({ line }: FoundLine) =>
      matches.some((match) => Math.abs(match.line - line) <= this.#contextLines);
    if (matches.length > 0) this.#files.push({ ...file, lines: file.lines.filter(isNear) });
    this.#current = null;
  }
}

function matchesOf({ lines }: FoundFile): FoundLine[] {
  return lines.filter(({ column }) => column !== null);
}

function lineOf({ lines, line_number: line, submatches }: Told['data'], isMatch: boolean): FoundLine {
  const bytes = bytesOf(lines!);
  const text = bytes.toString().replace(/\r?\n?$/, '');
  const before = bytes.subarray(0, submatches?.[0]?.start ?? 0).toString();
  const from = text.length > MAX_LINE ? Math.max(0, before.length - BEFORE) : 0;
  const column = isMatch ? [...before].length + 1 : null;
  return { line: line!, column, text: text.slice(from, from + MAX_LINE).toWellFormed() };
}

function bytesOf(text: Text): Buffer {
  return 'text' in text ? Buffer.from(text.text) : Buffer.from(text.bytes, 'base64');
}
