import type { Clock } from '../clock.ts';
import { DomainError, PluginError } from '../registries/errors.ts';
import type { PluginRuntime } from './runtime.ts';

/** Whose hook, and how long it may take. */
export interface Deadline {
  clock: Clock;
  timeoutMs: number;
  pluginId: string;
  hook: string;
  /** Takes out of a message what must not be shown. */
  redact(text: string): string;
}

/**
 * Runs a hook of a plugin within its deadline.
 * @throws PluginError naming plugin and hook when it throws or hangs. A hook that hangs is left behind, its signal aborted.
 */
export async function withDeadline<T>(
  { clock, timeoutMs, pluginId, hook, redact }: Deadline,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const { promise: late, reject } = Promise.withResolvers<never>();
  const cancel = clock.after(timeoutMs, () => {
    reject(failed(pluginId, hook, `did not finish within ${timeoutMs} ms.`, 'TIMED_OUT'));
    controller.abort();
  });
  try {
    return await Promise.race([run(controller.signal), late]);
  } catch (error) {
    if (isCrash(error)) throw failed(pluginId, hook, `failed. ${error.message}`, 'PLUGIN_CRASHED');
    if (error instanceof DomainError) throw error;
    throw failed(pluginId, hook, `threw: ${redact(messageOf(error))}.`, 'PLUGIN_CRASHED');
  } finally {
    cancel();
  }
}

/** Its process ended meanwhile. */
function isCrash(error: unknown): error is PluginError {
  return error instanceof PluginError && error.code === 'PLUGIN_CRASHED' && error.hook === null;
}

function failed(
  pluginId: string,
  hook: string,
  what: string,
  code: 'TIMED_OUT' | 'PLUGIN_CRASHED',
): PluginError {
  const message = `Hook ${hook} of plugin "${pluginId}" ${what} Mend the plugin, then try again.`;
  return new PluginError(code, pluginId, message, { hook, retryable: true });
}

/** The message of whatever was thrown; never its stack. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** An error that also tells the end of what the plugin's process wrote to stderr. */
export function withOutput(error: unknown, { stderrTail }: Pick<PluginRuntime, 'stderrTail'>): unknown {
  if (!(error instanceof PluginError) || stderrTail === '' || error.message.includes(stderrTail))
    return error;
  const { code, pluginId, path, retryable, hook, missing } = error;
  const message = `${error.message} It wrote: ${stderrTail}`;
  return new PluginError(code, pluginId, message, { path, retryable, missing, ...(hook && { hook }) });
}
