import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as gql from '../graphql/graphql.ts';
import { ownFolder } from '../support/own-folder.ts';
import { layCable } from './cable.ts';
import { type RealServer, serve } from './real-server.ts';
import { watch } from './watcher.ts';

const ID = { input: { id: 'core' } };

/** A repository with one commit, one staged, one changed and one new file. */
function ownRepository(): string {
  const folder = ownFolder();
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' });
  git('init', '--initial-branch', 'trunk');
  for (const name of ['kept.txt', 'changed.txt']) writeFileSync(join(folder, name), 'before\n');
  git('add', '.');
  git('-c', 'user.name=Test', '-c', 'user.email=test@example.org', 'commit', '--message', 'First');
  writeFileSync(join(folder, 'changed.txt'), 'after\n');
  writeFileSync(join(folder, 'staged.txt'), 'staged\n');
  git('add', 'staged.txt');
  writeFileSync(join(folder, 'new.txt'), 'new\n');
  return folder;
}

async function gitStatus(server: RealServer) {
  const { executeTool } = await server.run(gql.ExecuteToolDocument, { input: { tool: 'git_status' } });
  return executeTool as Extract<typeof executeTool, { __typename: 'Execution' }>;
}

describe('A dashboard, over one day of a server', () => {
  it('tries', async () => {
    const server = await serve({ folder: ownRepository() });
    console.log(JSON.stringify(await gitStatus(server), null, 1));
    const cable = await layCable(server.port);
    const watcher = await watch(cable.origin);
    await server.run(gql.DisablePluginDocument, ID);
    await server.run(gql.EnablePluginDocument, ID);
    cable.cut();
    await server.run(gql.UnloadPluginDocument, ID);
    await server.run(gql.LoadPluginDocument, ID);
    cable.mend();
    await watcher.reached(5);
    console.log(watcher.changes.map((c) => [c.revision, c.follows, c.events.length, c.events[0]]));
    expect(1).toBe(1);
  });
});
