import { JailError, type Jail } from '../../plugins/contract.ts';
import type { JailHost } from './jail.ts';

const REASON = 'Only plugins that come with GatheRing can run programs in the jail.';

/** For plugins that are run by themselves. */
export const noJail: Jail & JailHost = {
  problem: () => Promise.resolve(REASON),
  isolates: () => Promise.resolve(false),
  run: () => Promise.reject(new JailError('JAIL_UNAVAILABLE', REASON)),
  ask: () => Promise.reject(new JailError('JAIL_UNAVAILABLE', REASON)),
  close: () => Promise.resolve(),
};
