import type { Caller } from '../../src/access.ts';
import type { Scope } from '../../src/config.ts';

/** Somebody with a token of that name. */
export function caller(name: string, ...scopes: Scope[]): Caller {
  return { actor: { kind: 'USER', name }, scopes: new Set(scopes), agentId: null };
}
