import { closeSync, openSync } from 'node:fs';
import { openWorkspace } from '../../../../src/execution/workspace.ts';
import { ToolError } from '../../../../src/plugins/contract.ts';
import { gitStatus } from '../../../../src/plugins/core/git-status.ts';
import { contextFor } from '../run-tool.ts';

// Runs git_status with ever more free file descriptors, from none to plenty, and prints how each run ended.
const workspace = openWorkspace({ root: process.argv[2]!, hidden: [] });
const run = async (): Promise<unknown> => gitStatus.run({ path: '.' }, contextFor(workspace));
await run();

const taken: number[] = [];
for (let free = 0; free < 24; free++) {
  takeAll();
  for (let i = 0; i < free; i++) closeSync(taken.pop()!);
  const end = await run().then(
    () => 'answered',
    (error: unknown) =>
      error instanceof ToolError
        ? `${error.retryable ? 'retryable' : 'final'}: ${error.message}`
        : `bug: ${String(error)}`,
  );
  // Whatever is uncaught has happened by then.
  await new Promise((resolve) => setImmediate(resolve));
  for (const descriptor of taken.splice(0)) closeSync(descriptor);
  console.log(end);
}

function takeAll(): void {
  try {
    for (;;) taken.push(openSync('/dev/null', 'r'));
  } catch {
    // There are none left.
  }
}
