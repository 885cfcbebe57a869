import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withArtifacts } from '../execution/artifacts/call-artifacts.ts';
import { noJail } from '../execution/jail/no-jail.ts';
import { openWorkspace } from '../execution/workspace.ts';
import type { Workspace } from '../plugins/contract.ts';
import { declaredSecrets } from '../plugins/lifecycle.ts';
import type { ToolCall } from '../plugins/runtime.ts';
import { ArtifactMemory, OWNER } from './artifact-memory.ts';
import type { OpenPlugin, RunOptions } from './open-plugin.ts';
import { type Told, recorder } from './recorder.ts';

/** Runs code of a plugin with all that a call gets; answers what it gave and what it told. */
export async function callInWorkspace<T>(
  { description }: OpenPlugin,
  options: RunOptions,
  run: (call: ToolCall) => Promise<T>,
): Promise<{ answer: T; told: Told }> {
  const { secrets = {}, signal = new AbortController().signal, agent = null, keepArtifacts = true } = options;
  const memory = keepArtifacts ? new ArtifactMemory() : null;
  const { told, ears } = recorder(memory, signal);
  const own = { signal, agent, secrets: declaredSecrets({ secrets }, { description }) };
  const answer = await inWorkspace(options, (folder) => {
    const workspace = memory ? withArtifacts(folder, memory, OWNER) : folder;
    return run({ ...ears, ...own, workspace, jail: noJail });
  });
  return { answer, told };
}

async function inWorkspace<T>(
  { workspace: given, folder, files = {} }: RunOptions,
  run: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  const root = given ?? (await mkdtemp(join(tmpdir(), 'gathering-testing-')));
  try {
    const workspace = openWorkspace({ root });
    if (folder !== undefined) await cp(folder, root, { recursive: true });
    for (const [path, content] of Object.entries(files)) await workspace.write(path, content);
    return await run(workspace);
  } finally {
    if (given === undefined) await rm(root, { recursive: true, force: true });
  }
}
