import { describe, expect, it } from 'vitest';
import { artifactName, artifactType, givenType } from '../../../src/execution/artifacts/artifact-facts.ts';
import { DomainError } from '../../../src/registries/errors.ts';

const PNG = Buffer.from('89504e470d0a1a0a0000000d494844520000000100000001080600000000', 'hex');

describe('the name of an artifact', () => {
  it.each([
    ['photo.png', 'photo.png'],
    ['Ünï códe 図.png', 'Ünï códe 図.png'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\ann\\photo.png', 'photo.png'],
    ['/', 'file'],
    ['', 'file'],
    ['..', 'file'],
    ['a/..', 'file'],
    ['  photo.png ', 'photo.png'],
    ['a\r\nSet-Cookie: x=1.txt', 'aSet-Cookie: x=1.txt'],
    ['a\u0000b\u001b[31m\u007f.txt', 'ab[31m.txt'],
    ['photo\u202egnp.exe', 'photognp.exe'],
    ['a\ud800b.txt', 'a\ufffdb.txt'],
    ['.gitignore', '.gitignore'],
    ['"; rm -rf ~; ".txt', '"; rm -rf ~; ".txt'],
  ])('%j becomes %j', (given, name) => {
    expect(artifactName(given)).toBe(name);
  });

  it.each([
    ['x'.repeat(10_000) + '.png', '.png'],
    ['ü'.repeat(10_000) + '.tar', '.tar'],
    ['図'.repeat(10_000), ''],
    ['a.' + 'x'.repeat(10_000), ''],
    ['.' + '図'.repeat(20) + '.' + '図'.repeat(20), '図'],
  ])('a long one is cut to 255 bytes, between characters, and keeps its extension (%#)', (given, end) => {
    const name = artifactName(given);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
    expect(Buffer.byteLength(name)).toBeGreaterThan(100);
    expect(name.endsWith(end)).toBe(true);
    expect(name.isWellFormed()).toBe(true);
  });

  it('is a text', () => {
    for (const given of [undefined, null, 7, {}, ['a']])
      expect(() => artifactName(given)).toThrow(DomainError);
  });
});

describe('the type of an artifact', () => {
  it.each([
    ['image/png', 'image/png'],
    ['IMAGE/PNG; charset=binary', 'image/png'],
    ['text/html;charset="utf-8"', 'text/html'],
  ])('%j is given as %j', (given, type) => {
    expect(givenType(given)).toBe(type);
  });

  it.each([undefined, null, ''])('%j gives none', (given) => {
    expect(givenType(given)).toBe(null);
  });

  it.each([
    'png',
    'image/',
    '/png',
    'image/png\r\nSet-Cookie: a=b',
    'image/p ng',
    `image/${'x'.repeat(200)}`,
    'ïmage/png',
    7,
    {},
  ])('%j is refused', (given) => {
    expect(() => givenType(given)).toThrow(DomainError);
  });

  it.each([
    // The content shows one, whatever is said of it.
    [PNG, 'text/html', 'page.html', 'image/png'],
    [PNG, null, 'photo', 'image/png'],
    [Buffer.from('<script>alert(1)</script>'), 'image/png', 'a.png', 'text/plain'],
    // It shows what the file is made of, and not what it is.
    [Buffer.from('a,b\n'), 'text/csv', 'x', 'text/csv'],
    [Buffer.from('# Notes\n'), null, 'notes.md', 'text/markdown'],
    [Buffer.from('WEBVTT\n'), 'text/vtt', 'a.png', 'text/vtt'],
    [Buffer.from('<?xml version="1.0"?><svg xmlns="x"/>'), 'image/svg+xml', 'a', 'image/svg+xml'],
    [Buffer.from('text'), 'application/octet-stream', 'a.bin', 'text/plain'],
    // It shows none.
    [Buffer.from([0, 1, 2]), 'model/step', 'a.txt', 'model/step'],
    [Buffer.from([0, 1, 2]), null, 'a.wasm', 'application/wasm'],
    [Buffer.from([0, 1, 2]), null, 'a', 'application/octet-stream'],
    [Buffer.alloc(0), null, 'empty', 'application/octet-stream'],
    [Buffer.alloc(0), null, 'empty.txt', 'text/plain'],
  ] as const)(
    'is told by content, then as it was given, then by name (%#)',
    async (sample, given, name, type) => {
      expect(await artifactType(sample, given, name)).toBe(type);
    },
  );
});
