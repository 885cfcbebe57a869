/** Where no jail can be made, nothing is run, unless the operator says so. */
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { JailOptions } from '../../../src/execution/jail/jail.ts';
import { openWorkspace } from '../../../src/execution/workspace.ts';
import { JailError, type Log, type Workspace } from '../../../src/plugins/contract.ts';
import { findProgram } from '../../../src/plugins/requirements.ts';
import { openTestJail } from '../../support/jail.ts';
import { ownFolder } from '../../support/own-folder.ts';
import { quietLog } from '../../support/quiet-log.ts';
import { skipWithout } from '../../support/skip-without.ts';

let workspace: Workspace;
let root: string;
beforeEach(() => {
  root = ownFolder();
  workspace = openWorkspace({ root });
});

function open(options: Partial<JailOptions> = {}) {
  const warnings: string[] = [];
  const log: Log = { ...quietLog, error: console.log, warn: (message) => void warnings.push(message) };
  const jail = openTestJail({ log, ...options });
  let stdout = '';
  const run = (program: string, args: string[], more = {}) =>
    jail.run(workspace, {
      program,
      args,
      signal: new AbortController().signal,
      onOutput: (bytes) => void (stdout += Buffer.from(bytes).toString()),
      onUsage() {},
      ...more,
    });
  return { jail, warnings, run, stdout: () => stdout };
}

/** A PATH on which a program is another one. */
async function withProgram(name: string, script: string): Promise<Pick<JailOptions, 'find'>> {
  const folder = ownFolder();
  await writeFile(join(folder, name), script);
  await chmod(join(folder, name), 0o755);
  return {
    find: (wanted) => (wanted === name ? findProgram(name, folder) : findProgram(wanted, process.env.PATH!)),
  };
}

it('a jail that holds is found to hold', async (context) => {
  skipWithout(context, 'bubblewrap');
  const { jail, warnings } = open();
  expect([await jail.problem(), await jail.isolates(), warnings]).toEqual([null, true, []]);
});

describe('where there is none', () => {
  it.each([
    ['bwrap', 'Install the package bubblewrap'],
    ['prlimit', 'Install the package util-linux'],
    ['setpriv', 'Install the package util-linux'],
  ])('because %s is missing, the reason names the package', async (missing, remedy) => {
    const find = async (name: string) => (name === missing ? null : findProgram(name, '/usr/bin'));
    const { jail, warnings, run } = open({ find });
    expect(await jail.problem()).toContain(remedy);
    expect(await jail.isolates()).toBe(false);
    const error: unknown = await run('true', []).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(JailError);
    expect(error).toMatchObject({ code: 'JAIL_UNAVAILABLE', retryable: false, sideEffectsPossible: false });
    expect((error as Error).message).toContain(remedy);
    expect(warnings).toEqual([expect.stringContaining('UNAVAILABLE')]);
  });

  it('because bubblewrap may not make one, the reason says what to allow', async () => {
    const { jail } = open(
      await withProgram(
        'bwrap',
        '#!/bin/sh\necho "bwrap: No permissions to create new namespace" >&2\nexit 1\n',
      ),
    );
    expect(await jail.problem()).toContain('kernel.unprivileged_userns_clone=1');
  });

  it.each([
    [
      'has its network',
      's#--unshare-all#--unshare-pid --unshare-ipc --unshare-uts#',
      'use the network of this machine',
    ],
    [
      'shows what is private',
      's#--remount-ro /dev#--ro-bind /var /var --remount-ro /dev#',
      'see the workspace',
    ],
    ['can be written', 's#--remount-ro / ##', 'write to /'],
    ['filters nothing', 's#--seccomp 5##', 'ask anything of the kernel'],
    ['lets root set the kernel', 's#--remount-ro /proc##', 'set what the kernel runs'],
  ])('because what bubblewrap makes %s, the reason says so', async (_, change, escape) => {
    if (process.getuid!() !== 0 && escape === 'set what the kernel runs') return;
    const script = `#!/bin/sh\nexec /usr/bin/bwrap $(echo "$@" | sed '${change}')\n`;
    const { jail } = open({ ...(await withProgram('bwrap', script)), secretPaths: ['/var/lib'] });
    expect(await jail.problem()).toContain(escape);
  });
});

describe('with `allowUnjailed`', () => {
  const none = {
    allowUnjailed: true,
    find: async (name: string) => (name === 'bwrap' ? null : findProgram(name, '/usr/bin')),
  };

  it('programs run with all rights, and the log says so loudly', async () => {
    const { jail, run, stdout, warnings } = open(none);
    expect([await jail.problem(), await jail.isolates()]).toEqual([null, false]);
    expect(warnings).toEqual([
      expect.stringMatching(/^DANGER: `allowUnjailed` .*WITH ALL RIGHTS OF THIS SERVER/),
    ]);
    await mkdir(join(root, 'in'));
    await writeFile(join(root, 'in/a.txt'), 'text');
    await writeFile(
      join(root, 'script.sh'),
      'cat in/a.txt; ls /usr >/dev/null && read word <&3 && echo " $word"; exit 3',
    );
    const brings = { '/run/script': join(root, 'script.sh') };
    expect(await run('sh', ['/run/script'], { brings, message: 'message\n' })).toMatchObject({ exitCode: 3 });
    expect(stdout()).toBe('text message\n');
  });

  it('time and output are bounded', async () => {
    const { run } = open(none);
    await expect(
      run('sh', ['-c', 'sleep 60 & sleep 60'], { limits: { timeoutMs: 100 } }),
    ).rejects.toMatchObject({ limit: 'time' });
    await expect(run('sh', ['-c', 'cat /dev/zero'])).rejects.toMatchObject({ limit: 'output' });
    await expect(run('sleep', ['60'], { signal: AbortSignal.timeout(100) })).rejects.toThrow('timeout');
  });

  it('a jail is used where there is one', async (context) => {
    skipWithout(context, 'bubblewrap');
    const { jail, run, stdout, warnings } = open({ allowUnjailed: true });
    await run('sh', ['-c', 'ls -A']);
    expect([await jail.isolates(), stdout(), warnings]).toEqual([true, '', []]);
  });
});
