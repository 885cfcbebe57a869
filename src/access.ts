/** Who calls, and what they may do. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { type Config, SCOPES, type Scope, type Token, isLoopback } from './config.ts';
import { DomainError } from './registries/errors.ts';
import type { Actor } from './registries/events.ts';

export interface Caller {
  actor: Actor;
  scopes: ReadonlySet<Scope>;
  /** The agent it speaks for, and may not speak for another; null for a person or program. */
  agentId: string | null;
}

const LOCAL: Caller = { actor: { kind: 'USER', name: 'local' }, scopes: new Set(SCOPES), agentId: null };

/**
 * @param authorization the header's value, `Bearer TOKEN`.
 * @returns null when tokens are configured and this is none of them.
 */
export function authenticate(tokens: readonly Token[], authorization: string | undefined): Caller | null {
  if (tokens.length === 0) return LOCAL;
  const secret = /^Bearer +([^\s]+) *$/i.exec(authorization ?? '')?.[1];
  const token = secret === undefined ? undefined : findToken(tokens, secret);
  return token === undefined ? null : callerOf(token);
}

/** `admin` includes all; who manages plugins also sees what is registered. */
export function hasScope({ scopes }: Caller, scope: Scope): boolean {
  if (scopes.has(scope) || scopes.has('admin')) return true;
  return scope === 'registry:read' && scopes.has('plugin:manage');
}

/** @throws DomainError INVALID_CONFIG, path `host`: without tokens, only this machine is served. */
export function assertSafeBinding(config: Pick<Config, 'host' | 'tokens'>): void {
  if (config.tokens.length > 0 || isLoopback(config.host)) return;
  throw new DomainError(
    'INVALID_CONFIG',
    `Without tokens, anyone who reaches "${config.host}" could run every tool. ` +
      'Configure `tokens`, or listen on "localhost".',
    { path: ['host'] },
  );
}

// Every token is compared, whichever fits: how long it takes tells nothing about them.
function findToken(tokens: readonly Token[], secret: string): Token | undefined {
  const given = createHash('sha256').update(secret).digest();
  const matches = tokens.filter((token) => timingSafeEqual(given, Buffer.from(token.sha256, 'hex')));
  return matches[0];
}

function callerOf(token: Token): Caller {
  return {
    actor: { kind: token.agent === undefined ? 'USER' : 'AGENT', name: token.name },
    scopes: new Set(token.scopes),
    agentId: token.agent ?? null,
  };
}
