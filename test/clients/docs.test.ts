import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { parse, validate } from 'graphql';
import { describe, expect, it, onTestFinished } from 'vitest';
import { schema } from '../../src/schema/schema.ts';
import { STALLED_CLOSE_CODE } from '../../src/transports/ws-connection.ts';
import { watch } from '../support/run-gathering.ts';
import { liveRegistry } from './live-registry.ts';
import { PAGE, SNIPPETS, snippetFolder } from './snippets.ts';

const SERVER = 'http://localhost:4000/graphql';
const COMMANDS = SNIPPETS.filter(({ language }) => language === 'sh').map(({ code }) => code);
const HAS_CURL = spawnSync('curl', ['--version']).error === undefined;

/** What a program says, until the test ends. */
function started(program: ChildProcess) {
  onTestFinished(() => void program.kill('SIGKILL'));
  return watch(program);
}

describe('docs/change-stream.md', () => {
  it('has operations that fit the schema', () => {
    const operations = SNIPPETS.filter(({ language }) => language === 'graphql');
    expect(operations.length).toBeGreaterThan(2);
    for (const { code } of operations) expect(validate(schema, parse(code))).toEqual([]);
  });

  it('has a program that prints every change once and in order, though its connection breaks', async () => {
    const registry = await liveRegistry();
    const command = COMMANDS[0]!.split('\n').at(-2)!.replace(SERVER, registry.url);
    const PATH = `${dirname(process.execPath)}:${process.env.PATH}`;
    const program = started(
      spawn('bash', ['-c', `exec ${command}`], { cwd: snippetFolder(), env: { ...process.env, PATH } }),
    );
    await program.said(/^revision 1: 60 tools$/m);
    const first = await registry.change(20);
    await program.said(new RegExp(`^revision ${first} by local`, 'm'));
    registry.cable.cut();
    await registry.change(20);
    registry.cable.mend();
    const last = await registry.change(20);
    await program.said(new RegExp(`^revision ${last} by local: .`, 'm'));
    const printed = [...program.stdout().matchAll(/^revision (\d+) by local: \w+ \w+/gm)].map(([, n]) => Number(n));
    expect(printed).toEqual(Array.from({ length: last - 1 }, (_, i) => i + 2));
    expect(registry.cable.used, 'a list and two sockets').toBeGreaterThan(2);
    expect(program.stderr()).toBe('');
  });

  it('has commands that print what happens, and what happened', async ({ skip }) => {
    if (!HAS_CURL && process.env.CI !== 'true') return skip('Needs curl (Debian: apt-get install curl).');
    const registry = await liveRegistry();
    const [follow, poll, ...more] = COMMANDS.slice(1).map((code) => code.replace(SERVER, registry.url));
    expect(more).toEqual([]);
    const run = (command: string) => started(spawn('bash', ['-c', `exec ${command}`]));
    const following = run(follow!);
    await following.said(/^event: next\ndata: .*"Heartbeat"/m);
    const revision = await registry.change(1);
    await following.said(new RegExp(`^data: .*"RegistryChange","revision":${revision},.*"events":\\[\\{`, 'm'));
    const polling = run(poll!);
    expect(await polling.ended).toMatchObject({ code: 0 });
    expect(JSON.parse(polling.stdout()).data.changes.nodes).toMatchObject([{ revision: 1 }, { revision: 2 }]);
  });

  it('tells the code of a socket that is not read', () => {
    expect(PAGE).toMatch(new RegExp(`^\\| ${STALLED_CLOSE_CODE} +\\| Stalled`, 'm'));
  });
});
