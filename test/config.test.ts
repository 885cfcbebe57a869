import { describe, expect, it } from 'vitest';
import { configSchema, isLoopback } from '../src/config.ts';

const PLACES = { workspace: '/w', data: '/d' };

describe('configSchema', () => {
  it('fills in every default', () => {
    const config = configSchema.parse(PLACES);
    expect(Object.keys(config).sort()).toEqual(Object.keys(configSchema.shape).sort());
  });

  it('shares no default between two configurations', () => {
    const [one, other] = [configSchema.parse(PLACES), configSchema.parse(PLACES)];
    one.load.push('x');
    one.secrets.KEY = { env: 'KEY' };
    expect([other.load, other.secrets]).toEqual([[], {}]);
    expect(configSchema.parse(PLACES).load).toEqual([]);
  });

  it('takes the hash of a token, never the token', () => {
    const withHash = (sha256: string) =>
      configSchema.safeParse({ ...PLACES, tokens: [{ name: 'a', sha256, scopes: ['admin'] }] }).success;
    expect(withHash('0f'.repeat(32))).toBe(true);
    expect(withHash('my-token')).toBe(false);
    expect(withHash('0F'.repeat(32))).toBe(false);
  });

  it('takes secrets by reference only', () => {
    const withSecret = (secret: unknown) =>
      configSchema.safeParse({ ...PLACES, secrets: { KEY: secret } }).success;
    expect(withSecret({ env: 'KEY' })).toBe(true);
    expect(withSecret({ file: '/k' })).toBe(true);
    expect(withSecret('literal')).toBe(false);
    expect(withSecret({ env: 'KEY', file: '/k' })).toBe(false);
  });

  it.each([
    ['https://a.example', true],
    ['http://localhost:3000', true],
    ['https://a.example/', false],
    ['https://A.example', false],
    ['a.example', false],
    ['null', false],
    ['*', false],
  ])('origin %s: %s', (origin, accepted) => {
    expect(configSchema.safeParse({ ...PLACES, origins: [origin] }).success).toBe(accepted);
  });

  it.each([
    ['a.example', true],
    ['10.0.0.1', true],
    ['[fd00::1]', true],
    ['https://a.example', false],
    ['a.example:80', false],
    ['', false],
  ])('host name %j: %s', (host, accepted) => {
    expect(configSchema.safeParse({ ...PLACES, hosts: [host] }).success).toBe(accepted);
  });
});

it('isLoopback is true for this machine alone', () => {
  expect(['localhost', '127.0.0.1', '127.255.0.1', '::1'].every(isLoopback)).toBe(true);
  expect(
    ['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.nip.io', 'localhost.example', '127.1', ''].some(isLoopback),
  ).toBe(false);
});
