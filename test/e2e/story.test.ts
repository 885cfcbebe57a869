import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as gql from '../graphql/graphql.ts';
import { ownFolder } from '../support/own-folder.ts';
import { layCable } from './cable.ts';
import { type RealServer, serve, until } from './real-server.ts';
import { listsOf, watch } from './watcher.ts';

const CORE = { input: { id: 'core' } };
const CHANGES = {
  disable: gql.DisablePluginDocument,
  enable: gql.EnablePluginDocument,
  unload: gql.UnloadPluginDocument,
  load: gql.LoadPluginDocument,
};

/** A repository with one commit, and files in every state beside it. */
function ownRepository(): string {
  const folder = ownFolder();
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder });
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  git('init', '--initial-branch', 'trunk');
  for (const name of ['kept', 'changed', 'changed twice', 'deleted']) write(name, 'before\n');
  git('add', '.');
  git('-c', 'user.name=Test', '-c', 'user.email=test@example.org', 'commit', '--message', 'First');
  for (const name of ['staged', 'changed twice']) write(name, 'staged\n');
  git('add', 'staged', 'changed twice');
  git('rm', 'deleted');
  for (const name of ['new', 'changed', 'changed twice']) write(name, 'after\n');
  return folder;
}

/** What git itself says of that: `M` where something was modified, and so on. */
function stateOf(folder: string) {
  const words = { ' ': 'unmodified', M: 'modified', A: 'added', D: 'deleted', '?': 'untracked' };
  const lines = execFileSync('git', ['status', '--porcelain', '-z'], { cwd: folder, encoding: 'utf8' });
  return lines
    .split('\0')
    .filter((line) => line !== '' && !line.includes('.gathering'))
    .map((line) => {
      const [index, workingTree] = [...line.slice(0, 2)].map((letter) => words[letter as keyof typeof words]);
      return { path: line.slice(3), index, workingTree };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function gitStatus(server: RealServer) {
  const input = { tool: 'git_status', arguments: {} };
  return (await server.run(gql.ExecuteToolDocument, { input })).executeTool;
}

/** Each is one commit. */
async function change(server: RealServer, ...steps: (keyof typeof CHANGES)[]): Promise<number> {
  let revision = 0;
  for (const step of steps) {
    const document = CHANGES[step] as typeof gql.LoadPluginDocument;
    const [result] = Object.values(await server.run(document, CORE));
    revision = (result as { change: { revision: number } }).change.revision;
  }
  return revision;
}

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('Somebody who lists, follows, runs and changes', () => {
  it('sees what the repository really holds', async () => {
    const folder = ownRepository();
    const server = await serve({ folder });
    const status = await gitStatus(server);
    expect(status).toMatchObject({ __typename: 'Execution', status: 'SUCCEEDED', error: null });
    const { result } = status as { result: { branch: string; files: { path: string }[] } };
    expect(result).toMatchObject({ branch: 'trunk', clean: false });
    expect(result.files.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual(stateOf(folder));
    expect(result.files).toHaveLength(5);
  });

  it('Guarantees 1, 3 and 5: sees every change once and in order, though the socket breaks again and again', async () => {
    const server = await serve({ folder: ownRepository() });
    const cable = await layCable(server.port);
    const watcher = await watch(cable.origin);
    const first = watcher.lists.registry.revision + 1;

    await watcher.reached(await change(server, 'disable'));
    expect(await gitStatus(server)).toMatchObject({ __typename: 'ToolNotReady', code: 'TOOL_NOT_READY' });
    await watcher.reached(await change(server, 'enable'));
    expect(await gitStatus(server)).toMatchObject({ status: 'SUCCEEDED' });

    cable.cut();
    await change(server, 'unload');
    expect(await gitStatus(server)).toMatchObject({ __typename: 'NotFound' });
    const seen = watcher.changes.length;
    await change(server, 'load', 'disable', 'enable');
    cable.mend();
    await until(() => watcher.changes.length > seen, 'it came back');

    const changing = change(server, ...Array(10).fill(['unload', 'load', 'disable', 'enable']).flat());
    for (let cuts = 0; cuts < 3; cuts += 1) {
      const { used } = cable;
      cable.cut();
      cable.mend();
      await until(() => cable.used > used, 'another connection');
    }
    const last = await changing;
    await watcher.reached(last);

    expect(watcher.changes.map(({ revision }) => revision)).toEqual(numbers(first, last));
    expect(watcher.changes.map(({ follows }) => follows)).toEqual(numbers(first - 1, last - 1));
    expect(
      watcher.changes.slice(0, 6).map(({ events }) => events.find((e) => e.typename === 'Plugin')),
    ).toMatchObject(
      ['Disabled', 'Enabled', 'Unloaded', 'Loaded', 'Disabled', 'Enabled'].map((fact) => ({
        __typename: `Plugin${fact}`,
        subjectId: 'core',
      })),
    );
    expect(watcher.listed).toBe(1);
    expect(watcher.lists).toEqual(await listsOf(server.origin));
  });

  it('notices a connection that is dead and does not say so', async () => {
    const server = await serve();
    const cable = await layCable(server.port);
    const watcher = await watch(cable.origin, { silenceMs: 1200 });
    cable.hold();
    const revision = await change(server, 'disable');
    await watcher.reached(revision);
    expect(watcher.changes.map((seen) => seen.revision)).toEqual([revision]);
  });
});
