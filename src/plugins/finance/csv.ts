import { Readable } from 'node:stream';
import { ToolError, type ToolContext, type Workspace, z } from 'gathering/plugin';
import { printable } from '../../registries/errors.ts';
import { fault } from './fault.ts';

/** Bytes that are read and parsed at once: small, so that others get their turn in between. */
const CHUNK_BYTES = 256 * 1024;
/** Longest line, in characters: a file without line ends must not fill the memory. */
const MAX_LINE = 1024 * 1024;

export const csvPath = z
  .string()
  .min(1)
  .describe(
    'Path of a CSV file, relative to the workspace, or `artifact:ID`. Its first line names the columns.',
  );
export const csvDelimiter = z
  .string()
  .length(1)
  .default(',')
  .describe('What separates the fields, e.g. `;`. Numbers are written with a point: `1234.5`.');

export interface CsvFile {
  path: string;
  delimiter: string;
}

/** One line of a CSV file; `line` is counted from 1, the header included. */
export interface CsvRow {
  line: number;
  fields: string[];
}

/** What reading needs of a call. */
export type Reading = Pick<ToolContext, 'workspace' | 'signal' | 'progress'>;

/**
 * The rows of a CSV file (RFC 4180, UTF-8), the header first, read and parsed piece by piece, however long it is.
 * @param at the argument that names the file, for errors.
 * @throws ToolError for a file that is none, or has rows of unequal length.
 */
export async function* csvRows(
  { path, delimiter }: CsvFile,
  context: Reading,
  at: readonly string[],
): AsyncGenerator<CsvRow> {
  const { parse } = await import('csv-parse');
  const options = { delimiter, bom: true, info: true, skipEmptyLines: true, trim: true };
  const parser = parse({ ...options, maxRecordSize: MAX_LINE });
  const source = Readable.from(chunksOf(path, context), { objectMode: false });
  // `pipe` carries no errors; destroying the parser ends the loop below with the same one.
  source.on('error', (error) => parser.destroy(error)).pipe(parser);
  try {
    for await (const { record, info } of parser) yield { line: info.lines, fields: record };
  } catch (error) {
    throw explained(error, path, at);
  } finally {
    source.destroy();
  }
}

/** The place of a column in the header. @throws ToolError that lists the columns there are. */
export function columnIndex(
  header: readonly string[],
  name: string,
  at: readonly (string | number)[],
): number {
  const index = header.indexOf(name);
  if (index >= 0) return index;
  const columns = header.slice(0, 50).map((column) => `"${printable(column)}"`);
  throw fault(at, `The file has no column "${printable(name)}". It has: ${columns.join(', ')}.`);
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The number in a field. @throws ToolError that names line and column for anything but a finite number. */
export function numberIn(
  { line, fields }: CsvRow,
  index: number,
  column: string,
  at: readonly string[],
): number {
  const text = fields[index] ?? '';
  const value = NUMBER.test(text) ? Number(text) : NaN;
  if (Number.isFinite(value)) return value;
  const what = text === '' ? 'is empty' : `has "${printable(text.slice(0, 50))}"`;
  throw fault(
    at,
    `Line ${line} ${what} in column "${printable(column)}", where a number such as 1234.5 is needed.`,
  );
}

async function* chunksOf(path: string, { workspace, signal, progress }: Reading): AsyncGenerator<Uint8Array> {
  const { byteSize } = await regularFile(workspace, path);
  for (let start = 0; start < byteSize; start += CHUNK_BYTES) {
    signal.throwIfAborted();
    yield await workspace.read(path, { start, end: start + CHUNK_BYTES });
    progress(Math.min(1, (start + CHUNK_BYTES) / byteSize) * 0.9, 'Reads the file.');
  }
}

async function regularFile(workspace: Workspace, path: string) {
  const entry = await workspace.stat(path);
  if (entry.kind === 'directory') throw new ToolError(`"${printable(path)}" is a folder. Name a CSV file.`);
  return entry;
}

function explained(error: unknown, path: string, at: readonly string[]): unknown {
  if (error instanceof ToolError) return fault([...at, 'path'], error.message);
  const isCsv = error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_');
  if (!isCsv) return error;
  return fault([...at, 'path'], `"${printable(path)}" is no proper CSV: ${error.message.slice(0, 300)}`);
}
