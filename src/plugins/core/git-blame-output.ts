import { nameOf } from './git-hard-links.ts';

export interface BlamedLine {
  line: number;
  hash: string;
  originalLine: number;
  originalPath: string;
  text: string;
}

const HEADER = /^([0-9a-f]{40,64}) (\d+) (\d+)/;
const ESCAPES: Readonly<Record<string, string>> = {
  ...{ a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
};

/** Reads `git blame --porcelain`: of each line a header, then what is new about its commit, then the text behind a tab. */
export function parseBlame(output: Buffer): BlamedLine[] {
  const lines: BlamedLine[] = [];
  const paths = new Map<string, string>();
  let header: string[] = [];
  for (const row of output.toString('latin1').split('\n').slice(0, -1)) {
    const [, hash, original, line] = header;
    if (row.startsWith('\t')) {
      lines.push({
        ...{ line: Number(line), hash: hash!, originalLine: Number(original) },
        ...{ originalPath: paths.get(hash!)!, text: nameOf(row.slice(1)) },
      });
    } else if (row.startsWith('filename ')) paths.set(hash!, nameOf(unquoted(row.slice('filename '.length))));
    else header = HEADER.exec(row) ?? header;
  }
  return lines;
}

/** A name as git quotes it where it has odd characters. */
function unquoted(name: string): string {
  if (!name.startsWith('"')) return name;
  return name
    .slice(1, -1)
    .replaceAll(/\\([0-7]{3}|.)/g, (_, code: string) =>
      code.length === 3 ? String.fromCharCode(Number.parseInt(code, 8)) : (ESCAPES[code] ?? code),
    );
}
