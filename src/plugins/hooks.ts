import type { Clock } from '../clock.ts';
import { DomainError, PluginError } from '../registries/errors.ts';

/**
 * Runs a hook of a plugin within its deadline.
 * @throws PluginError naming plugin and hook when it throws or hangs. A hook that hangs is left behind, its signal aborted.
 */
export async function withDeadline<T>(
  { clock, timeoutMs, pluginId, hook }: { clock: Clock; timeoutMs: number; pluginId: string; hook: string },
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const { promise: late, reject } = Promise.withResolvers<never>();
  const cancel = clock.after(timeoutMs, () => {
    reject(failed(pluginId, hook, `did not finish within ${timeoutMs} ms`, 'TIMED_OUT'));
    controller.abort();
  });
  try {
    return await Promise.race([run(controller.signal), late]);
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw failed(pluginId, hook, `threw: ${messageOf(error)}`, 'PLUGIN_CRASHED');
  } finally {
    cancel();
  }
}

function failed(
  pluginId: string,
  hook: string,
  what: string,
  code: 'TIMED_OUT' | 'PLUGIN_CRASHED',
): PluginError {
  const message = `Hook ${hook} of plugin "${pluginId}" ${what}. Nothing was changed; mend the plugin, then try again.`;
  return new PluginError(code, pluginId, message, { hook, retryable: true });
}

/** The message of whatever was thrown; never its stack. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
