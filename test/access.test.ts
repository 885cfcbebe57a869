import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { assertSafeBinding, authenticate, hasScope } from '../src/access.ts';
import type { Token } from '../src/config.ts';

const token = (name: string, secret: string, more: Partial<Token> = {}): Token => ({
  name,
  sha256: createHash('sha256').update(secret).digest('hex'),
  scopes: ['registry:read'],
  ...more,
});
const tokens = [token('dashboard', 'one'), token('pilot', 'two', { scopes: ['admin'], agent: 'pilot-1' })];

describe('Guarantee 23: authenticate', () => {
  it('lets everyone in as local, with every scope, when no tokens are configured', () => {
    const caller = authenticate([], undefined)!;
    expect(caller.actor).toEqual({ kind: 'USER', name: 'local' });
    expect([...caller.scopes]).toEqual([
      'registry:read',
      'tool:execute',
      'tool:approve',
      'plugin:manage',
      'admin',
    ]);
    expect(caller.agentId).toBeNull();
  });

  it('names the caller after the token, whichever token it is', () => {
    expect(authenticate(tokens, 'Bearer one')).toMatchObject({
      actor: { kind: 'USER', name: 'dashboard' },
      agentId: null,
    });
    expect(authenticate(tokens, 'bearer two')).toMatchObject({
      actor: { kind: 'AGENT', name: 'pilot' },
      agentId: 'pilot-1',
    });
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Bearer three',
    'Basic one',
    'one',
    'Bearer one two',
    'Bearer oneX',
  ])('knows nobody who sends %j', (header) => {
    expect(authenticate(tokens, header)).toBeNull();
  });

  it('does not take a hash for the token', () => {
    expect(authenticate(tokens, `Bearer ${tokens[0]!.sha256}`)).toBeNull();
  });
});

describe('Guarantee 23: hasScope', () => {
  it('gives a token its own scopes and an admin all of them', () => {
    const reader = authenticate(tokens, 'Bearer one')!;
    const admin = authenticate(tokens, 'Bearer two')!;
    expect(hasScope(reader, 'registry:read')).toBe(true);
    expect(hasScope(reader, 'tool:execute')).toBe(false);
    expect(hasScope(admin, 'tool:execute')).toBe(true);
  });
});

describe('Guarantee 23: assertSafeBinding', () => {
  it.each(['localhost', '127.0.0.1', '127.1.2.3', '::1'])('serves %s without tokens', (host) => {
    expect(() => assertSafeBinding({ host, tokens: [] })).not.toThrow();
  });

  it.each(['0.0.0.0', '::', '192.168.1.2', 'example.com', '127.0.0.1.example.com'])(
    'refuses %s without tokens, and serves it with some',
    (host) => {
      expect(() => assertSafeBinding({ host, tokens: [] })).toThrow(
        expect.objectContaining({ code: 'INVALID_CONFIG', path: ['host'] }),
      );
      expect(() => assertSafeBinding({ host, tokens })).not.toThrow();
    },
  );
});
