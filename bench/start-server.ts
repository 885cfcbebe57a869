/** The server as people start it: `bin/gathering.js` in a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { machineTime } from './processes.ts';

const BIN = join(import.meta.dirname, '../bin/gathering.js');

export interface StartedServer {
  pid: number;
  /** Milliseconds from the start of its process until it was ready. */
  readyMs: number;
  /** What it says once it is ready. */
  announcement: string;
  /** Milliseconds that it took to end. @throws unless it ended with exit code 0. */
  stop(): Promise<number>;
}

/** @throws when it ends before it is ready. */
export async function startServer(flags: readonly string[]): Promise<StartedServer> {
  const args = [BIN, '--port', '0', '--log-level', 'silent', ...flags];
  const begun = machineTime();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const problems = text(child.stderr);
  const exited = once(child, 'exit');
  let announcement = '';
  for await (const chunk of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    announcement += chunk as string;
    if (announcement.includes('Ctrl-C')) break;
  }
  const readyMs = machineTime() - begun;
  if (!announcement.includes('is ready')) throw new Error(`It did not start. ${await problems}`);
  return {
    pid: child.pid!,
    readyMs,
    announcement,
    async stop() {
      const asked = machineTime();
      child.kill('SIGTERM');
      const [code] = (await exited) as [number | null];
      if (code !== 0) throw new Error(`It ended with ${String(code)}. ${await problems}`);
      return machineTime() - asked;
    },
  };
}
