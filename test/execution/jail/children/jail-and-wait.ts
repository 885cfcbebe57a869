/** Run as a process of its own: starts a program in the jail that does not end, and says so. */
import { openWorkspace } from '../../../../src/execution/workspace.ts';
import { openTestJail } from '../../../support/jail.ts';

setInterval(() => {}, 60_000);
await openTestJail().run(openWorkspace({ root: process.argv[2]! }), {
  program: 'sh',
  args: ['-c', 'setsid sleep 7531 & echo started; exec sleep 7531'],
  signal: new AbortController().signal,
  onOutput: (bytes) => void process.stdout.write(bytes),
  onUsage() {},
});
