/** What a file is, by its content and by its name. */
import { fileTypeFromBuffer } from 'file-type';
import mime from 'mime';
import type { FileHandlerRecord } from '../registries/definitions.ts';

/** Bytes at the beginning of a file by which its type is told. */
export const SAMPLE_BYTES = 64 * 1024;

/** The usual table knows another format by this name, or none. */
const SOURCE_TYPES = new Map([
  ['ts', 'text/typescript'],
  ['mts', 'text/typescript'],
  ['cts', 'text/typescript'],
  ['tsx', 'text/typescript'],
  ['cjs', 'text/javascript'],
  ['py', 'text/x-python'],
  ['rs', 'text/x-rust'],
  ['go', 'text/x-go'],
  ['rb', 'text/x-ruby'],
  ['bat', 'text/x-msdos-batch'],
]);

/** Types that say only what a file is made of, and what it may be called then. */
const WIDER_TYPES: Readonly<Record<string, RegExp>> = {
  'text/plain': new RegExp(
    '^(text|message)/|[/+](json5?|xml|yaml|toml)$|^model/(step|obj|mtl|stl|iges|vrml)|^image/vnd\\.dxf|' +
      '^application/(ecmascript|javascript|node|sql|rtf|mbox|pgp-|postscript|rls-services|' +
      'x-(sh|csh|perl|tcl|tex|latex|texinfo|httpd-php|subrip|bibtex|x509))',
  ),
  'application/xml': /^text\/|[/+](xml|html)$/,
  'application/zip': /[/+]zip$|openxmlformats|opendocument|macroenabled|java-archive|package-archive|kmz|3mf/,
  'application/gzip': /compressed|tgz/,
  'application/x-cfb': /ms-|msword|visio/,
  'video/mp4': /mp4|m4v|quicktime/,
  'video/ogg': /ogg/,
  'application/ogg': /ogg/,
};

export interface DetectedType {
  mimeType: string;
  /** Usual for such a file, without the dot. */
  extension: string | null;
}

/** The MIME type that a file's name promises; null when it promises none. */
export function typeByName(path: string): string | null {
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  // Without a folder, the library would take a bare name for an extension.
  return SOURCE_TYPES.get(extension) ?? mime.getType(`./${path}`);
}

/** A name for a file of that type that was made of another: `film.srt.svg`. */
export function nameWithType(name: string, mimeType: string): string {
  const extension = mime.getExtension(mimeType);
  return extension === null ? name : `${name}.${extension}`;
}

/**
 * The type by content; null when it shows none.
 * @param sample the first SAMPLE_BYTES of the file, or all of a shorter one.
 * @param handlers whose magic numbers tell formats that the library does not know.
 */
export async function typeByContent(
  sample: Uint8Array,
  handlers: readonly FileHandlerRecord[],
): Promise<DetectedType | null> {
  // A parser of hostile bytes may throw anything; what it cannot read is no format that it knows.
  const known = await fileTypeFromBuffer(sample).catch(() => undefined);
  if (known) return { mimeType: known.mime.replace(/;.*/, ''), extension: known.ext };
  const claimed = handlers.find((handler) => handler.mimeTypes.length > 0 && hasMagic(handler, sample));
  if (claimed) return { mimeType: claimed.mimeTypes[0]!, extension: null };
  return isText(sample) ? { mimeType: 'text/plain', extension: null } : null;
}

export function hasMagic(handler: FileHandlerRecord, sample: Uint8Array): boolean {
  return handler.magic.some(({ offset, hex }) => {
    const wanted = Buffer.from(hex, 'hex');
    return wanted.equals(sample.subarray(offset, offset + wanted.length));
  });
}

/** May a file of this content have a name that promises this type? What is unknown contradicts nothing. */
export function typesAgree(detected: DetectedType | null, expected: string | null): boolean {
  if (detected === null || expected === null || expected === 'application/octet-stream') return true;
  const { mimeType, extension } = detected;
  return (
    plain(mimeType) === plain(expected) ||
    (extension !== null && mime.getType(extension) === expected) ||
    (WIDER_TYPES[mimeType]?.test(expected) ?? false)
  );
}

/** `x-` marks a type that had no official name yet. */
function plain(type: string): string {
  return type.toLowerCase().replace('/x-', '/');
}

/** Valid UTF-8 without NUL; an empty file is nothing. */
function isText(sample: Uint8Array): boolean {
  if (sample.length === 0 || sample.includes(0)) return false;
  try {
    // The end of a full sample may cut a character.
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: sample.length === SAMPLE_BYTES });
    return true;
  } catch {
    return false;
  }
}
