import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { hashToken, newToken } from '../../src/cli/hash-token.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

it('hashes the first line of what it reads, however it arrives', async () => {
  expect(await hashToken(Readable.from(['sec', 'ret\nmore']))).toBe(`${sha256('secret')}\n`);
  expect(await hashToken(Readable.from(['secret']))).toBe(`${sha256('secret')}\n`);
  expect(await hashToken(Readable.from(['secret\r\n']))).toBe(`${sha256('secret')}\n`);
});

it('refuses what no client could send as a bearer token, without repeating it', async () => {
  await expect(hashToken(Readable.from(['\n']))).rejects.toThrow('Pass the token on stdin, or use --new.');
  const refused = await hashToken(Readable.from(['two words'])).catch(String);
  expect(refused).toBe('UsageError: A bearer token consists of letters, digits and -._~+/ only.');
});

it('makes a new token each time, with its own hash', () => {
  const made = [newToken(), newToken()].map((text) => /^token {2}(\S{43})\nsha256 (\S{64})\n$/.exec(text)!);
  for (const [, token, hash] of made) expect(sha256(token!)).toBe(hash);
  expect(made[0]![1]).not.toBe(made[1]![1]);
});
