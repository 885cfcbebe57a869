import type { Log } from './contract.ts';

/** A log whose lines carry the plugin's name. */
export function namedLog(log: Log, plugin: string): Log {
  return {
    debug: (message, data) => log.debug(message, { ...data, plugin }),
    info: (message, data) => log.info(message, { ...data, plugin }),
    warn: (message, data) => log.warn(message, { ...data, plugin }),
    error: (message, data) => log.error(message, { ...data, plugin }),
  };
}
