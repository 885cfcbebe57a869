/** How the bytes of a file are written as text, and back. */
import { ToolError } from 'gathering/plugin';

export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'latin1', 'base64'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** UTF-16 where the file begins with its mark, else UTF-8 if it is that and has no NUL, else base64. */
export function decodedByItself(
  bytes: Uint8Array,
  isBeginning: boolean,
): { content: string; encoding: Encoding } {
  const marked = isBeginning ? markOf(bytes) : null;
  const encoding = marked ?? (bytes.includes(0) ? 'base64' : 'utf-8');
  const content = textOf(bytes, encoding);
  return content === null ? { content: base64(bytes), encoding: 'base64' } : { content, encoding };
}

/** @throws ToolError for bytes that are not in that encoding. */
export function decodedAs(bytes: Uint8Array, encoding: Encoding): string {
  const content = textOf(bytes, encoding);
  if (content !== null) return content;
  throw new ToolError(
    `These bytes are not ${encoding}, or the range cuts a character. Leave \`encoding\` out, or read them as base64.`,
    { path: ['encoding'] },
  );
}

/** @throws ToolError for text that cannot be written so. */
export function encoded(content: string, encoding: Encoding): Buffer {
  if (encoding === 'base64') return fromBase64(content);
  if (encoding === 'latin1') return fromLatin1(content);
  if (!content.isWellFormed()) {
    throw wrong('has a lone surrogate, which is no character. Send whole characters, or bytes as base64.');
  }
  if (encoding === 'utf-8') return Buffer.from(content);
  const bytes = Buffer.from(content, 'utf16le');
  return encoding === 'utf-16be' ? bytes.swap16() : bytes;
}

function markOf([first, second]: Uint8Array): Encoding | null {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : null;
}

/** A mark at the beginning stays, so that writing the text back gives the same bytes. Null where it is not such text. */
function textOf(bytes: Uint8Array, encoding: Encoding): string | null {
  if (encoding === 'base64') return base64(bytes);
  // What TextDecoder calls latin1 is windows-1252, which cannot be written back byte for byte.
  if (encoding === 'latin1') return Buffer.from(bytes).toString('latin1');
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function fromBase64(content: string): Buffer {
  const bytes = Buffer.from(content, 'base64');
  if (bytes.toString('base64') === content) return bytes;
  throw wrong('is not base64. Encode the bytes as standard base64 with padding.');
}

function fromLatin1(content: string): Buffer {
  const bytes = Buffer.from(content, 'latin1');
  if (bytes.toString('latin1') === content) return bytes;
  throw wrong('has a character beyond U+00FF, which latin1 cannot hold. Use utf-8.');
}

function wrong(problem: string): ToolError {
  return new ToolError(`\`content\` ${problem}`, { path: ['content'] });
}
