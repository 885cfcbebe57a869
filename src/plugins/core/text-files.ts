import { type FileHandlerDefinition, type FileSource, ToolError } from 'gathering/plugin';
import { shapeOf } from './text-shape.ts';

/** Bytes of a file that `inspect` looks at. */
export const INSPECTED_BYTES = 4 * 1024 * 1024;
/** Bytes of a file that `text` gives. */
export const TEXT_BYTES = 256 * 1024;

/** Plain text of any kind. Never reads more than the limits above, however long the file is. */
export const textFiles: FileHandlerDefinition = {
  id: 'plain_text',
  name: 'Plain text',
  description: 'Text, markup, data and source files: counts their lines and words, and gives their text.',
  extensions: [
    ...['.txt', '.text', '.md', '.markdown', '.rst', '.log', '.csv', '.tsv', '.json', '.jsonl', '.ndjson'],
    ...[
      '.yaml',
      '.yml',
      '.toml',
      '.ini',
      '.cfg',
      '.conf',
      '.env',
      '.properties',
      '.xml',
      '.html',
      '.htm',
      '.svg',
    ],
    ...[
      '.css',
      '.scss',
      '.less',
      '.js',
      '.mjs',
      '.cjs',
      '.jsx',
      '.ts',
      '.mts',
      '.cts',
      '.tsx',
      '.vue',
      '.svelte',
    ],
    ...[
      '.py',
      '.rb',
      '.php',
      '.pl',
      '.lua',
      '.r',
      '.sh',
      '.bash',
      '.zsh',
      '.ps1',
      '.bat',
      '.sql',
      '.graphql',
    ],
    ...['.c', '.h', '.cc', '.cpp', '.hpp', '.cs', '.java', '.kt', '.swift', '.go', '.rs', '.scala', '.proto'],
    ...['.tex', '.diff', '.patch', '.gitignore', '.editorconfig'],
  ],
  mimeTypes: [
    ...['text/plain', 'text/markdown', 'text/csv', 'text/tab-separated-values', 'text/html', 'text/css'],
    ...[
      'text/javascript',
      'text/typescript',
      'text/jsx',
      'text/yaml',
      'text/xml',
      'text/x-python',
      'text/x-c',
    ],
    ...[
      'text/x-java-source',
      'text/x-lua',
      'text/x-scss',
      'text/less',
      'application/json',
      'application/xml',
    ],
    ...[
      'application/yaml',
      'application/toml',
      'application/sql',
      'application/javascript',
      'application/x-sh',
    ],
    ...['application/x-httpd-php', 'application/x-tex', 'image/svg+xml'],
  ],

  async inspect(file) {
    const { text, encoding } = await decoded(file, INSPECTED_BYTES);
    return {
      encoding,
      ...shapeOf(text),
      // False when only the beginning of a long file was counted.
      complete: file.byteSize <= INSPECTED_BYTES,
    };
  },

  async text(file) {
    const { text } = await decoded(file, TEXT_BYTES);
    const left = file.byteSize - TEXT_BYTES;
    return left > 0 ? `${text}\n… (${left} more bytes)` : text;
  },
};

type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** The beginning of the file as text. @throws ToolError when it is not text. */
async function decoded(file: FileSource, limit: number): Promise<{ text: string; encoding: TextEncoding }> {
  const bytes = await file.read({ start: 0, end: limit });
  const encoding = encodingOf(bytes);
  if (!encoding) throw new ToolError('The file holds no text, whatever its name says.', { path: ['path'] });
  // `stream` drops a character that the limit has cut; at the end of a whole file there is none.
  return { text: new TextDecoder(encoding).decode(bytes, { stream: true }), encoding };
}

function encodingOf(bytes: Uint8Array): TextEncoding | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes.includes(0)) return null;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}
