/** Run as a process of its own: tells which descriptors it has, and which a program in its jail has. */
import { readdirSync, readlinkSync } from 'node:fs';
import { openWorkspace } from '../../../../src/execution/workspace.ts';
import { openTestJail } from '../../../support/jail.ts';

setInterval(() => {}, 60_000);
for (const number of readdirSync('/proc/self/fd')) {
  try {
    process.stdout.write(`server has ${number} -> ${readlinkSync(`/proc/self/fd/${number}`)}\n`);
  } catch {
    // The listing itself.
  }
}
await openTestJail().run(openWorkspace({ root: process.argv[2]! }), {
  program: 'sh',
  args: [
    '-c',
    'for n in /proc/$$/fd/*; do echo "jail has ${n##*/} -> $(readlink $n | cut -d: -f1)"; done | sort -n -k3',
  ],
  signal: new AbortController().signal,
  onOutput: (bytes) => void process.stdout.write(bytes),
  onUsage() {},
});
process.exit();
