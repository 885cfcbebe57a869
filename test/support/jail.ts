import { systemClock } from '../../src/clock.ts';
import { type JailHost, type JailOptions, openJail } from '../../src/execution/jail/jail.ts';
import { OWN_NODE, killProcess, killTree } from '../../src/plugins/process/launch.ts';
import { findProgram } from '../../src/plugins/requirements.ts';
import { quietLog } from './quiet-log.ts';

/** The jail of this machine. */
export function openTestJail(options: Partial<JailOptions> = {}): JailHost {
  const searchPath = process.env.PATH ?? '';
  return openJail({
    clock: systemClock,
    log: quietLog,
    ceilings: { memoryBytes: 2 ** 30, diskBytes: 2 ** 29 },
    secretPaths: [],
    node: OWN_NODE,
    searchPath,
    find: (name) => findProgram(name, searchPath),
    allowUnjailed: false,
    kill: killProcess,
    killTree,
    ...options,
  });
}
