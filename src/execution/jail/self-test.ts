/** Tries at the start whether the jail holds: a program in it does what it must not be able to do. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readlink, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { type AddressInfo, type Server, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JailError, type JailOutcome, type Workspace } from '../../plugins/contract.ts';
import { openWorkspace } from '../workspace.ts';
import type { BoundRun } from './jail.ts';
import type { MemoryNeed } from './programs.ts';

/** The program, and where it is in the jail. */
const ESCAPES = join(import.meta.dirname, 'escapes.mjs');
const PLACE = '/run/escapes.mjs';
const TIMEOUT_MS = 20_000;

/** What the program finds out. */
interface Findings {
  /** What it could do, in words. */
  escapes: string[];
  /** Of node, just started. */
  need: MemoryNeed;
}

interface Jailed {
  run(workspace: Workspace, run: BoundRun): Promise<JailOutcome>;
}

/** What node needs of memory; or, as a sentence, why programs cannot be jailed here. @param secretPaths what none may see. */
export async function selfTest(jail: Jailed, secretPaths: readonly string[]): Promise<MemoryNeed | string> {
  const canary = randomUUID();
  const folder = await mkdtemp(join(tmpdir(), 'gathering-jail-'));
  const server = createServer((socket) => socket.destroy());
  try {
    await writeFile(join(folder, 'canary'), canary);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const lines = await tried(
      jail,
      openWorkspace({ root: folder }),
      await targets(folder, server, secretPaths),
    );
    return judged(lines);
  } catch (error) {
    if (error instanceof JailError) return `${UNMADE} ${HELP}`;
    throw error;
  } finally {
    server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const UNMADE = 'Bubblewrap cannot make a jail here; the log says why.';
const HELP =
  'Let users make user namespaces (sysctl kernel.unprivileged_userns_clone=1, or kernel.apparmor_restrict_unprivileged_userns=0; ' +
  'in a container --security-opt seccomp=unconfined), then start the server again.';

async function targets(folder: string, server: Server, secretPaths: readonly string[]): Promise<string> {
  const { port } = server.address() as AddressInfo;
  const pid = Number(await readlink('/proc/self'));
  return JSON.stringify({ file: join(folder, 'canary'), secretPaths, port, pid });
}

async function tried(jail: Jailed, workspace: Workspace, message: string): Promise<string[]> {
  const lines: string[] = [];
  await jail.run(workspace, {
    program: 'node',
    args: [PLACE],
    brings: { [PLACE]: ESCAPES },
    message,
    limits: { timeoutMs: TIMEOUT_MS },
    signal: new AbortController().signal,
    onOutput() {},
    onMessage: (line) => void lines.push(line),
    onUsage() {},
  });
  return lines;
}

function judged([line]: readonly string[]): MemoryNeed | string {
  if (line === undefined) return `A program does not run in the jail. ${HELP}`;
  const { escapes, need } = JSON.parse(line) as Findings;
  if (escapes.length === 0) return need;
  return `A jail that is made here does not hold: a program in it can ${escapes.join(', ')}. A newer bubblewrap or Linux may help.`;
}
