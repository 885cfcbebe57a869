/** Would a server with what is shipped load these plugins, each after those of them that it requires? */
import type { LivePlugin, Surroundings } from '../plugins/lifecycle.ts';
import { sortByDependency } from '../plugins/load-order.ts';
import { planLoad } from '../plugins/plan-plugin.ts';
import { shippedPlugins } from '../plugins/shipped.ts';
import { DomainError } from '../registries/errors.ts';
import { previewChanges } from '../registries/plan.ts';
import { type Registry, buildRegistry } from '../registries/registry.ts';

/** Adds to `problems` why not: a name that is taken, a requirement or a parent that is missing. */
export async function checkTogether(
  around: Surroundings,
  checked: readonly { live?: LivePlugin; problems: string[] }[],
): Promise<void> {
  const at = around.clock.now().toISOString();
  const load = (registry: Registry, live: LivePlugin) =>
    previewChanges(registry, planLoad(registry, live, at));
  const { found } = await shippedPlugins().discover(around, () => false, true);
  const shipped = found.map((one) => ({
    ...one,
    config: {},
    lifetime: new AbortController(),
    enabled: true,
  }));
  let registry = shipped.reduce(load, buildRegistry(0, []));
  for (const { live, problems } of inOrder(checked)) {
    try {
      registry = load(registry, live!);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      problems.push(error.message);
    }
  }
}

function inOrder<T extends { live?: LivePlugin }>(checked: readonly T[]): T[] {
  const known = checked.filter(({ live }) => live !== undefined);
  const needs = (id: string) =>
    known.flatMap(({ live }) =>
      live!.id === id ? live!.description.plugin.requires.map(({ pluginId }) => pluginId) : [],
    );
  const ids = sortByDependency(new Set(known.map(({ live }) => live!.id)), needs);
  return ids.flatMap((id) => known.filter(({ live }) => live!.id === id));
}
