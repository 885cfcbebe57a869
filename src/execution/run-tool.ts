import { ToolError, type ToolContext } from '../plugins/contract.ts';
import type { PluginHost } from '../plugins/host.ts';
import { type LivePlugin, type Surroundings, declaredSecrets } from '../plugins/lifecycle.ts';
import { ToolNotReady } from '../registries/errors.ts';
import type { CallSignals, Run } from './engine.ts';

/** Runs a tool in the runtime of its plugin. */
export function runTool(plugins: PluginHost, around: Surroundings): Run {
  return (tool, args, signals) => {
    const plugin = plugins.live(tool.pluginId);
    if (!plugin) throw new ToolNotReady(tool.name, 'UNAVAILABLE', 'Its plugin was unloaded just now.');
    return plugin.runtime.execute(tool.name, args, callContext(around, plugin, signals));
  };
}

/** What code of a plugin gets with a call, besides its configuration. */
export function callContext(
  around: Surroundings,
  plugin: LivePlugin,
  signals: CallSignals,
): Omit<ToolContext, 'config'> {
  return {
    ...signals,
    artifact: () => Promise.reject(new ToolError('This host keeps no artifacts. Answer the data itself.')),
    workspace: around.workspace,
    secrets: declaredSecrets(around, plugin),
    log: around.log(plugin.id),
    agent: null,
  };
}
