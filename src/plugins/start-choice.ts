import type { Config } from '../config.ts';
import { DomainError, printable } from '../registries/errors.ts';
import { nearestNames } from '../registries/nearest.ts';
import type { Registry } from '../registries/registry.ts';
import type { SourceSet } from './source-set.ts';

/**
 * Which plugins to load at start, besides those that were loaded before: the named ones; where none is named, all
 * that this registry has never seen, so that what somebody unloaded stays unloaded.
 * @throws DomainError INVALID_CONFIG for an unknown plugin, path `load` or `pluginConfig`.
 */
export function chooseStartPlugins(
  { load: named, pluginConfig }: Pick<Config, 'load' | 'pluginConfig'>,
  sources: SourceSet,
  registry: Registry,
): string[] {
  const known = sources.ids();
  // One that was there before and is gone now comes up FAILED, with its reason; that must not stop the others.
  const ever = [...new Set([...known, ...registry.plugins.ids()])];
  refuseUnknown('load', named, ever);
  refuseUnknown('pluginConfig', Object.keys(pluginConfig), ever);
  if (named.length === 0) return known.filter((id) => !registry.plugins.has(id));
  return [...named];
}

function refuseUnknown(setting: string, ids: readonly string[], known: readonly string[]): void {
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown === undefined) return;
  const [near] = nearestNames(unknown, known);
  const hint = near === undefined ? '' : ` Did you mean "${near}"?`;
  const message = `There is no plugin "${printable(unknown)}".${hint} There are: ${known.join(', ')}.`;
  throw new DomainError('INVALID_CONFIG', message, { path: [setting] });
}
