import { AsyncLocalStorage } from 'node:async_hooks';
import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/**
 * Does work that starts a process through a library, and listens to that process from the moment it is made.
 * Node gives a process no streams when file descriptors have run out, and tells why in an `error` event. A library
 * that looks for the streams first never listens to it, and an `error` without listener ends the server.
 *
 * @returns a rejection as `error`; `isStarved` when a process was refused its streams.
 */
export async function startingProcess(
  work: () => Promise<unknown>,
): Promise<{ error?: unknown; isStarved: boolean }> {
  const children: ChildProcess[] = [];
  const own = new AsyncLocalStorage<true>();
  const listen = (message: unknown) => {
    if (!own.getStore()) return;
    const { process: child } = message as { process: ChildProcess };
    child.on('error', () => undefined);
    children.push(child);
  };
  // Published by node:child_process at once for each new process, in the context of who makes it.
  subscribe('child_process', listen);
  try {
    await own.run(true, work);
    return { isStarved: false };
  } catch (error) {
    return { error, isStarved: children.some(({ stdout }) => !stdout) };
  } finally {
    unsubscribe('child_process', listen);
  }
}
