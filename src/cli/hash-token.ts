import { createHash, randomBytes } from 'node:crypto';
import { UsageError } from './usage-error.ts';

/** What a bearer token may consist of. Source: RFC 6750, section 2.1. */
const BEARER_TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;

/** A random token of 256 bits with its hash, one a line. */
export function newToken(): string {
  const token = randomBytes(32).toString('base64url');
  return `token  ${token}\nsha256 ${sha256(token)}\n`;
}

/** The hash of the first line of `input`. @throws UsageError when that is no bearer token. */
export async function hashToken(input: AsyncIterable<Buffer | string>): Promise<string> {
  const token = (await firstLine(input)).trim();
  if (token === '') throw new UsageError('Pass the token on stdin, or use --new.');
  if (!BEARER_TOKEN.test(token)) {
    throw new UsageError('A bearer token consists of letters, digits and -._~+/ only.');
  }
  return `${sha256(token)}\n`;
}

async function firstLine(input: AsyncIterable<Buffer | string>): Promise<string> {
  let text = '';
  for await (const chunk of input) {
    text += chunk.toString();
    if (text.includes('\n')) break;
  }
  return text.split('\n')[0]!;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
