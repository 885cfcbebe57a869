/** What a file is called and what it is, told by whoever brought it and checked as far as that goes. */
import { MIMEType } from 'node:util';
import { DomainError, printable } from '../../registries/errors.ts';
import { typeByContent, typeByName, typesAgree } from '../file-types.ts';

const MAX_NAME_BYTES = 255;
const MAX_TYPE_LENGTH = 127;
const ANYTHING = 'application/octet-stream';
/** Control characters, and those that turn the direction of text, by which a name could pretend another extension. */
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * The last part of a path, without characters that no name should have, in at most 255 bytes of UTF-8; `file` where
 * nothing is left. Its extension is kept.
 * @throws DomainError INVALID_ARGUMENTS for what is no text.
 */
export function artifactName(given: unknown): string {
  if (typeof given !== 'string') throw unfit('name', 'The name of a file must be a text.');
  const last = given.slice(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
  const name = last.toWellFormed().replaceAll(UNSAFE, '').trim();
  if (/^\.*$/.test(name)) return 'file';
  const extension = /\.[^.]{1,20}$/.exec(name)?.[0] ?? '';
  const stem = name.slice(0, name.length - extension.length);
  return cutTo(stem, MAX_NAME_BYTES - Buffer.byteLength(extension)) + extension;
}

/**
 * A MIME type without its parameters, in lower case; null where none is given.
 * @throws DomainError INVALID_ARGUMENTS for what is no MIME type.
 */
export function givenType(given: unknown): string | null {
  if (given === undefined || given === null || given === '') return null;
  const type = typeof given === 'string' ? parsedType(given) : null;
  if (type !== null) return type;
  const shown = typeof given === 'string' ? `"${printable(given)}"` : `A ${typeof given}`;
  throw unfit('mimeType', `${shown} is no MIME type. Write one like "image/png", or leave it out.`);
}

/**
 * What the content shows; where that says only what the file is made of, what was given or what the name promises, if
 * it can be that.
 * @param sample the beginning of the file, or all of it.
 */
export async function artifactType(sample: Uint8Array, given: string | null, name: string): Promise<string> {
  const detected = await typeByContent(sample, []);
  const promised = [given, typeByName(name)].filter((type) => type !== null && type !== ANYTHING);
  const fitting = promised.find((type) => typesAgree(detected, type));
  return fitting ?? detected?.mimeType ?? ANYTHING;
}

export function isMimeType(value: unknown): value is string {
  return typeof value === 'string' && parsedType(value) !== null;
}

function parsedType(text: string): string | null {
  try {
    const { essence } = new MIMEType(text);
    return essence.length <= MAX_TYPE_LENGTH ? essence : null;
  } catch {
    return null;
  }
}

/** The beginning of a text, in at most so many bytes, no character cut. */
function cutTo(text: string, bytes: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(bytes));
  return text.slice(0, read);
}

function unfit(field: string, message: string): DomainError {
  return new DomainError('INVALID_ARGUMENTS', message, { path: [field] });
}
