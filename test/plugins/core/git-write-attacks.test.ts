/** Repositories that would have git run programs: none runs, whichever tool writes. */
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import type { JsonObject, ToolDefinition } from '../../../src/plugins/contract.ts';
import { gitAdd } from '../../../src/plugins/core/git-add.ts';
import { gitCheckout } from '../../../src/plugins/core/git-checkout.ts';
import { gitClone } from '../../../src/plugins/core/git-clone.ts';
import { gitCommit } from '../../../src/plugins/core/git-commit.ts';
import { gitFetch } from '../../../src/plugins/core/git-fetch.ts';
import { gitPush } from '../../../src/plugins/core/git-push.ts';
import { serveGit } from '../../support/git-server.ts';
import { ownFolder } from '../../support/own-folder.ts';
import { bothWays, type GitFolder, gitFolder, gitIn } from './git-folder.ts';

const author = { name: 'Ada', email: 'ada@example.org' };
bothWays((jail) => {
  let own: GitFolder;
  let served: string;
  let config: JsonObject;
  let canary: string;
  /** Leaves the canary. */
  let evil: string;

  beforeEach(async () => {
    own = gitFolder([], jail);
    served = ownFolder();
    canary = join(ownFolder(), 'canary');
    evil = `touch ${canary}; cat`;
    gitIn(served, 'init', '-q', '--bare', 'x.git');
    gitIn(join(served, 'x.git'), 'config', 'http.receivepack', 'true');
    const { host } = await serveGit(served);
    config = { allowHosts: [host] };
    own.git('init', '-q');
    own.git('remote', 'add', 'origin', `http://${host}/x.git`);
    own.put({ a: '1', '.gitattributes': '* filter=evil diff=evil merge=evil\n' });
    own.git('add', '-A');
    own.git('commit', '-qm', 'first');
    own.git('push', '-q', join(served, 'x.git'), 'main', 'main:other');
    own.git('branch', 'other');
  });

  /** Every tool that writes, one after the other. @returns what each said. */
  async function everything(): Promise<string[]> {
    own.put({ a: '2', b: 'new' });
    const calls: [ToolDefinition, JsonObject][] = [
      [gitAdd, { files: ['.'] }],
      [gitCommit, { message: 'second', author }],
      [gitCheckout, { branch: 'new', create: true }],
      [gitCheckout, { files: ['a'], ref: 'main~1' }],
      [gitCheckout, { ref: 'other' }],
      [gitFetch, {}],
      [gitPush, { branch: 'main' }],
    ];
    const answers: string[] = [];
    for (const [tool, args] of calls)
      answers.push(
        await own.run(tool, args, { config }).then(
          () => 'done',
          (error: Error) => error.message,
        ),
      );
    expect(existsSync(canary), answers.join('\n')).toBe(false);
    return answers;
  }

  it('hooks do not run', async () => {
    const hooks = [
      ...[
        'pre-commit',
        'prepare-commit-msg',
        'commit-msg',
        'post-commit',
        'post-checkout',
        'post-index-change',
      ],
      ...[
        'reference-transaction',
        'pre-push',
        'post-rewrite',
        'pre-auto-gc',
        'fsmonitor-watchman',
        'push-to-checkout',
      ],
    ];
    for (const hook of hooks) {
      own.put({ [`.git/hooks/${hook}`]: `#!/bin/sh\n${evil}\n` });
      own.git('update-index', '--refresh');
      gitIn(own.root, 'init', '-q');
    }
    const { chmodSync } = await import('node:fs');
    for (const hook of hooks) chmodSync(join(own.root, '.git/hooks', hook), 0o755);
    expect(await everything()).toEqual(['done', 'done', 'done', 'done', 'done', 'done', 'done']);
  });

  it.each([
    ...[
      'filter.evil.clean',
      'filter.evil.smudge',
      'filter.evil.process',
      'diff.evil.textconv',
      'diff.evil.command',
    ],
    ...['merge.evil.driver', 'core.fsmonitor', 'core.editor', 'core.pager', 'gpg.program', 'core.sshCommand'],
    ...[
      'credential.helper',
      'core.askPass',
      'diff.external',
      'sequence.editor',
      'alias.commit',
      'core.gitProxy',
    ],
    ...[
      'remote.origin.uploadpack',
      'remote.origin.receivepack',
      'uploadpack.packObjectsHook',
      'trailer.x.command',
    ],
    ...['include.path', 'core.alternateRefsCommand', 'gc.recentObjectsHook', 'submodule.x.update'],
  ])('a repository that sets %s is refused by each tool, and nothing runs', async (key) => {
    own.git('config', 'commit.gpgSign', 'true');
    own.git('config', key, key === 'include.path' ? canary : `!${evil}`);
    const before = own.git('for-each-ref');
    for (const answer of await everything())
      expect(answer.toLowerCase()).toContain(`sets "${key.toLowerCase()}"`);
    expect(own.git('for-each-ref')).toBe(before);
  });

  it('signing, though it is configured, starts nothing', async () => {
    own.git('config', 'commit.gpgSign', 'true');
    own.git('config', 'tag.gpgSign', 'true');
    expect((await everything()).slice(0, 2)).toEqual(['done', 'done']);
  });

  it('a clone runs nothing, whatever it brings', async () => {
    own.put({ '.gitmodules': `[submodule "x"]\npath = x\nurl = ext::sh -c "${evil}"\nupdate = !${evil}\n` });
    own.git('add', '-A');
    own.git('commit', '-qm', 'modules');
    own.git('push', '-q', join(served, 'x.git'), 'main');
    const url = own.git('remote', 'get-url', 'origin');
    await own.run(gitClone, { url, path: 'copy' }, { config }).catch((error: Error) => {
      expect(error.message).toMatch(/harmful/);
    });
    expect(existsSync(canary)).toBe(false);
  });

  it('what a branch has below a link is not written through it', async () => {
    own.git('checkout', '-q', 'other');
    own.put({ 'dir/file': 'planted' });
    own.git('add', '-A');
    own.git('commit', '-qm', 'x');
    own.git('checkout', '-q', 'main');
    const outside = ownFolder();
    symlinkSync(outside, join(own.root, 'dir'));
    await own.run(gitCheckout, { branch: 'other' }).catch(() => undefined);
    expect(existsSync(join(outside, 'file'))).toBe(false);
  });

  it.each(['objects', 'refs', 'refs/heads'])(
    'data that leads out of the workspace is not written: %s',
    async (name) => {
      const outside = join(ownFolder(), 'moved');
      const { renameSync } = await import('node:fs');
      renameSync(join(own.root, '.git', name), outside);
      symlinkSync(outside, join(own.root, '.git', name));
      mkdirSync(join(own.root, 'more'), { recursive: true });
      own.put({ b: '1' });
      await expect(own.run(gitAdd, { files: ['.'] })).rejects.toMatchObject({ name: 'ToolError' });
    },
  );
});
