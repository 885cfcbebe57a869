import { DomainError } from '../registries/errors.ts';
import { nearestNames } from '../registries/nearest.ts';
import type { Registry } from '../registries/registry.ts';
import type { PluginSource } from './runtime.ts';

/**
 * Which plugins to load at start, besides those that were loaded before: the named ones; where none is named, all
 * that this registry has never seen, so that what somebody unloaded stays unloaded.
 * @throws DomainError NOT_FOUND, path `load`.
 */
export function chooseStartPlugins(
  named: readonly string[],
  sources: readonly PluginSource[],
  registry: Registry,
): string[] {
  const known = sources.flatMap((source) => source.ids());
  if (named.length === 0) return known.filter((id) => !registry.plugins.has(id));
  const unknown = named.find((id) => !known.includes(id));
  if (unknown === undefined) return [...named];
  const near = nearestNames(unknown, known).map((id) => ` Did you mean "${id}"?`);
  throw new DomainError(
    'NOT_FOUND',
    `There is no plugin "${unknown}".${near[0] ?? ''} There are: ${known.join(', ')}.`,
    {
      path: ['load'],
    },
  );
}
