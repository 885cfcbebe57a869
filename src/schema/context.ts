import DataLoader from 'dataloader';
import { GraphQLError } from 'graphql';
import { type Caller, hasScope } from '../access.ts';
import type { App } from '../app.ts';
import type { Scope } from '../config.ts';
import { DomainError } from '../registries/errors.ts';
import type { Registry } from '../registries/registry.ts';

/** What an operation sees: one revision of the registry, and what was loaded while looking at it. */
export interface View {
  readonly registry: Registry;
  /** Health by plugin id: each plugin is asked once, however often its health is selected. */
  readonly health: DataLoader<string, { ok: boolean; message: string; checkedAt: Date }>;
}

export interface SchemaContext {
  readonly app: App;
  readonly caller: Caller;
  /** Replaced when the operation itself changed the registry, and for each item of a subscription. */
  view: View;
}

export function createContext(app: App, caller: Caller): SchemaContext {
  return { app, caller, view: viewOf(app, app.store.current) };
}

/** A view of the registry at that revision. */
export function viewOf(app: App, registry: Registry): View {
  const ask = (id: string) => app.plugins.health(registry.plugins.get(id)!);
  return { registry, health: new DataLoader((ids) => Promise.all(ids.map(ask))) };
}

/** @throws GraphQLError FORBIDDEN naming the scope that is missing. */
export function requireScope({ caller }: SchemaContext, scope: Scope): void {
  if (hasScope(caller, scope)) return;
  throw new GraphQLError(
    `This needs the scope "${scope}", which the token "${caller.actor.name}" does not have.`,
    {
      extensions: { code: 'FORBIDDEN', scope },
    },
  );
}

/** A bad argument that a well-written client never sends. `path` leads to it. */
export function badUserInput(message: string, path: readonly string[]): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', path } });
}

/** Values of one list of a filter, and characters of one text: more would only be work. */
const MAX_VALUES = 200;
const MAX_TEXT = 200;

/** A filter of a sane size. @throws GraphQLError BAD_USER_INPUT naming the field that is too long. */
export function limited<F extends object>(filter: F | null | undefined): F {
  for (const [field, value] of Object.entries(filter ?? {})) {
    if (Array.isArray(value) && value.length > MAX_VALUES) {
      throw badUserInput(`\`${field}\` takes at most ${MAX_VALUES} values, not ${value.length}.`, [
        'filter',
        field,
      ]);
    }
    const texts: unknown[] = Array.isArray(value) ? value : [value];
    if (texts.some((text) => typeof text === 'string' && text.length > MAX_TEXT)) {
      throw badUserInput(`\`${field}\` takes at most ${MAX_TEXT} characters.`, ['filter', field]);
    }
  }
  return filter ?? ({} as F);
}

/** An expected failure where no result union can hold it: not masked, with its code. Any other error as it is. */
export function visible(error: unknown): unknown {
  if (!(error instanceof DomainError)) return error;
  return new GraphQLError(error.message, { extensions: { code: error.code, retryable: error.retryable } });
}
