/** run_command, as a caller has it: only what the operator allows, and that in the jail. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openWorkspace } from '../../../src/execution/workspace.ts';
import type { JsonObject } from '../../../src/plugins/contract.ts';
import { runCommand } from '../../../src/plugins/core/run-command.ts';
import { openTestJail } from '../../support/jail.ts';
import { ownFolder } from '../../support/own-folder.ts';
import { skipWithout } from '../../support/skip-without.ts';
import { runTool } from './run-tool.ts';

const jail = openTestJail();
let root: string;
beforeEach((context) => {
  skipWithout(context, 'bubblewrap');
  root = ownFolder();
});

const call = (
  command: string[],
  more: JsonObject = {},
  allowCommands: boolean | string[] = true,
  signal?: AbortSignal,
) =>
  runTool(runCommand, { command, ...more }, openWorkspace({ root }), signal, jail, {
    config: { allowCommands },
  });
const run = async (...args: Parameters<typeof call>) => (await call(...args)).value;

describe('a command', () => {
  it('gets its arguments as they are: no shell expands them', async () => {
    expect(await run(['printf', '%s|', '$HOME', '*', '`id`', 'a b', '; exit 3'])).toMatchObject({
      exitCode: 0,
      stdout: '$HOME|*|`id`|a b|; exit 3|',
    });
  });

  it('reads its input, and tells its exit code and its errors', async () => {
    expect(await run(['sh', '-c', 'cat; echo no >&2; exit 7'], { stdin: 'yes' })).toMatchObject({
      exitCode: 7,
      stdout: 'yes',
      stderr: 'no\n',
    });
  });

  it('sees of the workspace what is named, and changes what may be written', async () => {
    await writeFile(join(root, 'a.txt'), 'a');
    await writeFile(join(root, 'secret.txt'), 'b');
    await mkdir(join(root, 'out'));
    const files: JsonObject[] = [{ path: 'a.txt' }, { path: 'out', writable: true }];
    const { stdout } = await run(['sh', '-c', 'ls; cp a.txt out/b.txt; echo x > a.txt || true'], { files });
    expect(stdout).toBe('a.txt\nout\n');
    expect(await readFile(join(root, 'out/b.txt'), 'utf8')).toBe('a');
    expect(await readFile(join(root, 'a.txt'), 'utf8')).toBe('a');
  });

  it('starts in the folder that is asked for', async () => {
    await mkdir(join(root, 'a/b'), { recursive: true });
    const pwd = async (cwd: string, path: string) => (await run(['pwd'], { cwd, files: [{ path }] })).stdout;
    expect(await pwd('a/b', 'a')).toBe('/workspace/a/b\n');
    expect(await pwd('a', 'a/b')).toBe('/workspace/a\n');
    expect(await pwd('a/', 'a')).toBe('/workspace/a\n');
  });

  it('reaches no network', async () => {
    const { stdout } = await run(['sh', '-c', 'cat /proc/net/dev | grep -c eth || true']);
    expect(stdout).toBe('0\n');
  });

  it('ends with its call', async () => {
    const signal = AbortSignal.timeout(500);
    await expect(call(['sleep', '60'], {}, true, signal)).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});

describe('it is refused', () => {
  it.each<[string, string[], JsonObject, boolean | string[], string[], string]>([
    ['nothing is allowed', ['ls'], {}, false, ['command', '0'], 'None is.'],
    ['another program is allowed', ['ls'], {}, ['cat'], ['command', '0'], 'Allowed are: cat.'],
    ['there is no such program', ['no-such-program'], {}, true, ['command', '0'], 'no `no-such-program`'],
    ['the folder is not there', ['ls'], { cwd: 'none' }, true, ['cwd'], '"none"'],
    ['the folder is outside', ['ls'], { cwd: '../..' }, true, ['cwd'], '"../.."'],
    ['the folder is a file', ['ls'], { cwd: 'file' }, true, ['cwd'], 'no folder'],
    ['the folder is not granted', ['ls'], { cwd: 'folder' }, true, ['cwd'], 'not granted'],
    ['a file is not there', ['ls'], { files: [{ path: 'none' }] }, true, ['files', '0', 'path'], '"none"'],
  ])('where %s', async (_, command, more, allowed, path, message) => {
    await writeFile(join(root, 'file'), '');
    await mkdir(join(root, 'folder'));
    const refused = call(command, more, allowed);
    await expect(refused).rejects.toMatchObject({
      name: 'ToolError',
      path,
      message: expect.stringContaining(message),
    });
  });

  it.each([[['/bin/ls']], [['./ls']], [['']], [['a b']], [[]], [['ls', 'a\0b']]])(
    'for the command %j',
    async (command) => {
      await expect(call(command)).rejects.toMatchObject({ name: 'ZodError' });
    },
  );
});
