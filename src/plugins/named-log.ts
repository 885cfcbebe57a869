import type { JsonObject } from '../registries/definitions.ts';
import type { Log } from './contract.ts';

/** A log whose lines carry the plugin's name, and what it adds apart from what the log itself says of a line. */
export function namedLog(log: Log, plugin: string): Log {
  const named = (data?: JsonObject): JsonObject => (data ? { plugin, data } : { plugin });
  return {
    debug: (message, data) => log.debug(message, named(data)),
    info: (message, data) => log.info(message, named(data)),
    warn: (message, data) => log.warn(message, named(data)),
    error: (message, data) => log.error(message, named(data)),
  };
}
