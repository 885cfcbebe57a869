import { execFileSync } from 'node:child_process';
import { constants, existsSync } from 'node:fs';
import {
  appendFile,
  chmod,
  cp,
  link,
  mkdir,
  mkdtemp,
  open,
  readFile,
  readdir,
  rename,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { openWorkspace } from '../../../src/execution/workspace.ts';
import {
  type JsonObject,
  type ToolDefinition,
  ToolError,
  type Workspace,
} from '../../../src/plugins/contract.ts';
import { gitBlame } from '../../../src/plugins/core/git-blame.ts';
import { gitBranches } from '../../../src/plugins/core/git-branches.ts';
import { gitDiff } from '../../../src/plugins/core/git-diff.ts';
import { gitLog } from '../../../src/plugins/core/git-log.ts';
import { gitShow } from '../../../src/plugins/core/git-show.ts';
import { gitStatus } from '../../../src/plugins/core/git-status.ts';
import { runTool } from './run-tool.ts';

let base: string;
let root: string;
let workspace: Workspace;
/** Appears when a program of the attacker has run. */
let canary: string;
/** A program of the attacker; whatever git wants of it, it leaves the canary. */
let evil: string;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'git-attack-'));
  root = join(base, 'ws');
  canary = join(base, 'canary');
  evil = join(root, 'evil.sh');
  await mkdir(root);
  await writeFile(evil, `#!/bin/sh\ntouch ${canary}\ncat\n`);
  await chmod(evil, 0o755);
  workspace = openWorkspace({ root, hidden: [] });
  repository(root);
  await appendFile(join(root, 'a.txt'), 'changed\n');
});
afterEach(() => rm(base, { recursive: true }));

function git(cwd: string, ...args: string[]): string {
  const env = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const always = [
    '-c',
    'user.name=Ada',
    '-c',
    'user.email=ada@example.org',
    '-c',
    'protocol.file.allow=always',
  ];
  return execFileSync('git', [...always, ...args], { cwd, encoding: 'utf8', env }).trim();
}

/** Makes a repository with one commit of `a.txt`. */
function repository(folder: string, content = 'text\n'): void {
  git(base, 'init', '-q', '-b', 'main', folder);
  execFileSync('sh', ['-c', 'printf %s "$1" > a.txt', 'sh', content], { cwd: folder });
  git(folder, 'add', 'a.txt');
  git(folder, 'commit', '-q', '-m', 'first');
}

/** Everything that the tools can do, in a folder. All have the same answer to a repository that they refuse. */
const USES: { tool: ToolDefinition; args: JsonObject }[] = [
  { tool: gitStatus, args: {} },
  { tool: gitLog, args: { file: 'a.txt', ref: 'HEAD' } },
  { tool: gitDiff, args: {} },
  { tool: gitDiff, args: { staged: true } },
  { tool: gitDiff, args: { from: 'HEAD' } },
  { tool: gitShow, args: {} },
  { tool: gitBlame, args: { file: 'a.txt' } },
  { tool: gitBranches, args: {} },
];

const WORKING_TREE_USES = [USES[0]!, USES[2]!, USES[4]!];

async function refused(message: string | RegExp, path = '.'): Promise<void> {
  for (const { tool, args } of USES) {
    const error = await runTool(tool, { ...args, path }, workspace).then(
      () => expect.fail('it should have been refused'),
      (thrown: unknown) => thrown as ToolError,
    );
    expect(error).toBeInstanceOf(ToolError);
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain(base);
    expect(error.path).toEqual(['path']);
  }
  expect(existsSync(canary)).toBe(false);
}

/** @returns all that the tools answered. */
async function served(path = '.'): Promise<string> {
  const answers = [];
  for (const { tool, args } of USES) answers.push(await runTool(tool, { ...args, path }, workspace));
  expect(existsSync(canary)).toBe(false);
  return JSON.stringify(answers);
}

const configure = (text: string) => appendFile(join(root, '.git', 'config'), text);

describe('a key of the configuration that could run a program or read outside', () => {
  const attacks: [attack: string, text: (evil: string, base: string) => string, key: string][] = [
    ['fsmonitor', (evil) => `[core]\nfsmonitor = ${evil}`, 'core.fsmonitor'],
    ['ssh', (evil) => `[core]\nsshCommand = ${evil}`, 'core.sshcommand'],
    ['pager', (evil) => `[core]\npager = ${evil}`, 'core.pager'],
    ["one command's pager", (evil) => `[pager]\nlog = ${evil}`, 'pager.log'],
    ['editor', (evil) => `[core]\neditor = ${evil}`, 'core.editor'],
    ['askpass', (evil) => `[core]\naskPass = ${evil}`, 'core.askpass'],
    ['git proxy', (evil) => `[core]\ngitProxy = ${evil}`, 'core.gitproxy'],
    ['alternate refs', (evil) => `[core]\nalternateRefsCommand = ${evil}`, 'core.alternaterefscommand'],
    ['external diff', (evil) => `[diff]\nexternal = ${evil}`, 'diff.external'],
    ['diff driver', (evil) => `[diff "evil"]\ncommand = ${evil}`, 'diff.evil.command'],
    ['textconv', (evil) => `[diff "evil"]\ntextconv = ${evil}`, 'diff.evil.textconv'],
    ['clean filter', (evil) => `[filter "evil"]\nclean = ${evil}`, 'filter.evil.clean'],
    ['process filter', (evil) => `[filter "evil"]\nprocess = ${evil}`, 'filter.evil.process'],
    ['merge driver', (evil) => `[merge "evil"]\ndriver = ${evil} %A`, 'merge.evil.driver'],
    ['signatures', (evil) => `[gpg]\nprogram = ${evil}\n[log]\nshowSignature`, 'gpg.program'],
    ['credentials', (evil) => `[credential]\nhelper = ${evil}`, 'credential.helper'],
    ['alias', (evil) => `[alias]\nstatus = "!${evil}"`, 'alias.status'],
    ['trailers', (evil) => `[trailer "t"]\ncommand = ${evil}`, 'trailer.t.command'],
    ['lazy fetch', (evil) => `[remote "o"]\nurl = ext::${evil}\npromisor = true`, 'remote.o.promisor'],
    ['upload pack', (evil) => `[remote "o"]\nuploadpack = ${evil}`, 'remote.o.uploadpack'],
    ['submodule update', (evil) => `[submodule "s"]\nupdate = "!${evil}"`, 'submodule.s.update'],
    ['submodule log', () => '[diff]\nsubmodule = log', 'diff.submodule'],
    ['include', (_, base) => `[include]\npath = ${base}/outside`, 'include.path'],
    [
      'conditional include',
      (_, base) => `[includeIf "gitdir:/"]\npath = ${base}/outside`,
      'includeif.gitdir:/.path',
    ],
    ['work tree', (_, base) => `[core]\nworktree = ${base}/outside`, 'core.worktree'],
    ['attributes', (_, base) => `[core]\nattributesFile = ${base}/outside`, 'core.attributesfile'],
    ['excludes', (_, base) => `[core]\nexcludesFile = ${base}/outside`, 'core.excludesfile'],
    ['order file', (_, base) => `[diff]\norderFile = ${base}/outside`, 'diff.orderfile'],
    ['mailmap', (_, base) => `[mailmap]\nfile = ${base}/outside`, 'mailmap.file'],
    ['what git may learn', () => '[core]\nnewCommand = x', 'core.newcommand'],
    ['a key without value', () => '[evil]\nkey', 'evil.key'],
    ['a new line in a name', (evil) => `[diff "a.b\\\\c"]\ntextconv = ${evil}`, 'textconv'],
  ];
  beforeEach(async () => {
    await writeFile(join(root, '.gitattributes'), '* diff=evil filter=evil merge=evil\n');
    await writeFile(join(base, 'outside'), `[core]\nfsmonitor = ${evil}\n`);
  });

  it.each(attacks)('%s: is refused by name, and nothing runs', async (_, text, key) => {
    await configure(text(evil, base));
    await refused(key);
    await refused('Remove that key');
  });

  it.each([
    ['core.fsmonitor', 'status'],
    ['filter.evil.clean', 'diff'],
    ['diff.evil.textconv', 'diff'],
    ['diff.external', 'diff'],
  ])('the attacks are real: with %s, git %s itself runs the program', (key, command) => {
    git(root, 'config', key, evil);
    git(root, command);
    expect(existsSync(canary)).toBe(true);
  });

  it('the same repository without the key is served, attributes and all', async () => {
    expect(await served()).toContain('+changed');
  });

  it('keys that are harmless are no obstacle', async () => {
    await configure(`
      [user]\nname = Eve\nsigningkey = x\n[commit]\ngpgsign = true\n[pull]\nrebase = true\n[core]\nautocrlf = input
      [remote "origin"]\nurl = ext::${evil}\npushurl = git@example.org:x\nfetch = +refs/heads/*:refs/remotes/origin/*
      [branch "main"]\nremote = origin\nmerge = refs/heads/main\ndescription = "a\\nb"
      [submodule "s"]\nurl = ../s\nactive = true\n[advice]\ndetachedHead = false\n[color]\nui = always\n[core]\nsymlinks
      [diff]\nnoprefix = true\nmnemonicPrefix = true\n[status]\nshowStash = true\nshort = true\n[log]\ndate = relative\nfollow`);
    const answers = await served();
    expect(answers).toContain('--- a/a.txt');
    expect(answers).not.toContain('\\u001b');
  });

  it('is found in the configuration of a worktree, too', async () => {
    await configure('[extensions]\nworktreeConfig = true');
    await writeFile(join(root, '.git', 'config.worktree'), `[core]\nfsmonitor = ${evil}`);
    await refused(/"\.git\/config\.worktree"\) sets "core\.fsmonitor"/);
    await writeFile(join(root, '.git', 'config.worktree'), '[core]\nsparseCheckout = false');
    await served();
  });

  it('is found though the file is a link, and a link to outside is refused', async () => {
    await rename(join(root, '.git', 'config'), join(root, 'settings'));
    await symlink('../settings', join(root, '.git', 'config'));
    await served();
    await appendFile(join(root, 'settings'), `[core]\nfsmonitor = ${evil}`);
    await refused('core.fsmonitor');
    await rename(join(root, 'settings'), join(base, 'settings'));
    await rm(join(root, '.git', 'config'));
    await symlink('../../settings', join(root, '.git', 'config'));
    await refused('leads out of the workspace');
  });

  it('a configuration that git cannot read is refused', async () => {
    await configure('[core\n');
    await refused('git failed');
  });
});

describe('a configuration that changes right after it was found harmless', () => {
  beforeEach(() => writeFile(join(root, '.gitattributes'), '* filter=evil diff=evil\n'));

  /** The workspace; each time a file of that name was read, `change` happens. */
  function changingAfter(name: string, change: () => Promise<void>): Workspace {
    return {
      ...workspace,
      async read(path, range) {
        const bytes = await workspace.read(path, range);
        if (path.endsWith(name)) await change();
        return bytes;
      },
    };
  }

  const programs = () =>
    `[core]\nfsmonitor = ${evil}\n[filter "evil"]\nclean = ${evil}\n[diff "evil"]\ntextconv = ${evil}\n`;

  it.each([
    ['.git', 'config'],
    ['.bare', 'config'],
    ['.git', 'config.worktree'],
  ])('runs nothing: %s/%s', async (folder, name) => {
    await configure('[extensions]\nworktreeConfig = true\n');
    if (folder !== '.git') {
      await rename(join(root, '.git'), join(root, folder));
      await writeFile(join(root, '.git'), `gitdir: ${folder}\n`);
    }
    const file = join(root, folder, name);
    await appendFile(file, '[core]\nabbrev = 8\n');
    const clean = await readFile(file, 'utf8');
    const changing = changingAfter(name, () => writeFile(file, clean + programs()));
    for (const { tool, args } of USES) {
      await writeFile(file, clean);
      // As long as before, so that only the content can tell whether it changed.
      await writeFile(join(root, 'a.txt'), 'TEXT\n');
      await runTool(tool, args, changing);
      expect(existsSync(canary)).toBe(false);
    }
    git(root, 'diff');
    expect(existsSync(canary)).toBe(true);
  });

  it('counts as it was, that of a working tree above that of the repository', async () => {
    await configure('[extensions]\nworktreeConfig = true\n[core]\nabbrev = 7\n[status]\nrelativePaths\n');
    await writeFile(join(root, '.git', 'config.worktree'), '[core]\nabbrev = 12\n');
    const { diff } = (await runTool<{ diff: string }>(gitDiff, {}, workspace)).value;
    expect(diff).toMatch(/^index [0-9a-f]{12}\.\.[0-9a-f]{12} /m);
  });

  it('leaves no copy behind, whether git succeeds or not', async () => {
    const temporary = join(base, 'temporary');
    await mkdir(temporary);
    vi.stubEnv('TMPDIR', temporary);
    onTestFinished(() => void vi.unstubAllEnvs());
    await served();
    await writeFile(join(root, '.git', 'index'), 'garbage');
    await expect(runTool(gitStatus, {}, workspace)).rejects.toThrow('git failed');
    expect(await readdir(temporary)).toEqual([]);
  });
});

describe('hooks', () => {
  it('never run from another folder either, where husky and its like keep them', async () => {
    await mkdir(join(root, '.husky'));
    for (const hook of ['post-index-change', 'pre-commit', 'post-checkout', 'reference-transaction']) {
      await cp(evil, join(root, '.husky', hook));
    }
    await configure('[core]\nhooksPath = .husky');
    await served();
  });

  it('never run', async () => {
    for (const hook of ['post-index-change', 'pre-commit', 'post-checkout', 'reference-transaction']) {
      await cp(evil, join(root, '.git', 'hooks', hook));
    }
    await writeFile(join(root, 'same.txt'), '');
    git(root, '-c', 'core.hooksPath=/dev/null', 'add', 'same.txt');
    await utimes(join(root, 'same.txt'), 1, 1);
    await served();
    git(root, 'status');
    expect(existsSync(canary)).toBe(true);
  });
});

describe('a repository whose data lies outside the workspace', () => {
  let outside: string;
  beforeEach(() => {
    outside = join(base, 'outside');
    repository(outside, 'SECRET\n');
  });

  it('through a .git file is refused, while one that leads inside is served', async () => {
    const git1 = join(root, '.git');
    await rename(git1, join(root, 'data'));
    await writeFile(git1, 'gitdir: data\n');
    expect(await served()).toContain('+changed');
    await writeFile(git1, `gitdir: ${root}/data`);
    await served();
    for (const target of [
      `${outside}/.git`,
      '../outside/.git',
      'data/../../outside/.git',
      '/nonexistent',
      '',
    ]) {
      await writeFile(git1, `gitdir: ${target}\n`);
      await refused(/in the workspace as a whole|no git folder|no HEAD/);
    }
    await writeFile(git1, 'nonsense');
    await refused('is no git folder');
  });

  it('through a link is refused, while one that leads inside is served', async () => {
    await rename(join(root, '.git'), join(root, 'data'));
    await symlink('data', join(root, '.git'));
    await served();
    await rm(join(root, '.git'));
    await symlink('../outside/.git', join(root, '.git'));
    await refused('leads out of the workspace');
  });

  it('through commondir is refused, while a worktree inside is served', async () => {
    git(root, 'worktree', 'add', '-q', 'tree', '-b', 'side');
    await appendFile(join(root, 'tree', 'a.txt'), 'changed here\n');
    expect(await served('tree')).toContain('+changed here');
    await writeFile(join(root, '.git', 'worktrees', 'tree', 'commondir'), `${outside}/.git\n`);
    await refused('in the workspace as a whole', 'tree');
    git(outside, 'worktree', 'add', '-q', join(root, 'foreign'), '-b', 'side');
    await refused('in the workspace as a whole', 'foreign');
  });

  it('through alternates is refused, while those inside are served', async () => {
    const alternates = join(root, '.git', 'objects', 'info', 'alternates');
    repository(join(root, 'other'), 'shared\n');
    await writeFile(alternates, `# comment\n../../other/.git/objects\n`);
    const shared = git(join(root, 'other'), 'rev-parse', 'HEAD');
    expect((await runTool(gitLog, { ref: shared }, workspace)).value.commits).toHaveLength(1);
    await writeFile(alternates, `${root}/other/.git/objects\n`);
    await served();
    for (const path of [
      `${outside}/.git/objects`,
      '../../../outside/.git/objects',
      `"${outside}/.git/objects"`,
    ]) {
      await writeFile(alternates, `../../other/.git/objects\n${path}\n`);
      await refused(/in the workspace as a whole|quoted path/);
    }
    await writeFile(alternates, '../../other/.git/objects\n');
    const further = join(root, 'other', '.git', 'objects', 'info', 'alternates');
    await writeFile(further, `${outside}/.git/objects\n`);
    await refused('in the workspace as a whole');
    await writeFile(further, `${root}/.git/objects\n`);
    await served();
    await symlink(join(outside, '.git', 'objects'), join(root, 'other', '.git', 'objects', 'zz'));
    await refused('leads out of the workspace');
  });

  it.each(['objects', 'refs', 'logs', 'info', 'index', 'HEAD', 'objects/info', 'objects/zz', 'refs/heads/x'])(
    'through a link at .git/%s is refused',
    async (name) => {
      const path = join(root, '.git', name);
      await rm(path, { recursive: true, force: true });
      await symlink(join(outside, '.git', name.split('/')[0]!), path);
      await refused('leads out of the workspace');
    },
  );

  it('links inside .git that stay inside are followed, and looked at in turn', async () => {
    await rename(join(root, '.git', 'objects'), join(root, 'objects'));
    await symlink('../objects', join(root, '.git', 'objects'));
    await symlink('.', join(root, 'objects', 'circle'));
    expect(await served()).toContain('+changed');
    await symlink(join(outside, '.git', 'objects'), join(root, 'objects', 'zz'));
    await refused('leads out of the workspace');
  });

  it('is not seen through a link in the working tree', async () => {
    await symlink('../outside', join(root, 'peek'));
    await symlink('../outside/a.txt', join(root, 'peek.txt'));
    await symlink('../outside', join(root, '.gitattributes'));
    await symlink('../outside/a.txt', join(root, '.gitignore'));
    expect(await served()).not.toContain('SECRET');
    await refused('leads out of the workspace', 'peek');
  });

  it('is not seen when a tracked folder became a link to it', async () => {
    await mkdir(join(root, 'dir'));
    await writeFile(join(root, 'dir', 'a.txt'), 'mine\n');
    git(root, 'add', 'dir');
    await rm(join(root, 'dir'), { recursive: true });
    await symlink('../outside', join(root, 'dir'));
    const answers = await served();
    expect(answers).not.toContain('SECRET');
    expect(answers).toContain('-mine');
  });
});

describe('a tracked file that got a second name outside', () => {
  const SECRET = 'SECRET\n'.repeat(3);

  async function hardLink(path: string): Promise<void> {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), 'mine\n');
    git(root, '--literal-pathspecs', 'add', '--', path);
    git(root, 'commit', '-q', '-m', 'linked');
    await rm(join(root, path));
    await writeFile(join(base, 'outside'), SECRET);
    await link(join(base, 'outside'), join(root, path));
  }

  it.each(['linked', 'dir/li nked', ':(glob)*', 'ä\n"x"', '-x'])(
    'is left out of a diff: %j',
    async (path) => {
      await hardLink(path);
      for (const args of [{}, { from: 'HEAD' }, { from: 'HEAD~1' }] as JsonObject[]) {
        const { value, text } = await runTool(gitDiff, args, workspace);
        expect(value.leftOut).toEqual([path]);
        expect(value.files).toMatchObject([{ path: 'a.txt' }]);
        expect(value.diff).toContain('+changed');
        expect(text).toContain('left out');
        expect(JSON.stringify(value)).not.toContain('SECRET');
      }
      const { value } = await runTool(gitDiff, { file: path }, workspace);
      expect(value).toMatchObject({ leftOut: [path], files: [], diff: '' });
      expect(await served()).not.toContain('SECRET');
    },
  );

  it('is left out where the repository lies deeper', async () => {
    repository(join(root, 'deep'));
    await rm(join(root, 'deep', 'a.txt'));
    await writeFile(join(base, 'outside'), SECRET);
    await link(join(base, 'outside'), join(root, 'deep', 'a.txt'));
    const { value } = await runTool(gitDiff, { path: 'deep' }, workspace);
    expect(value).toMatchObject({ leftOut: ['a.txt'], diff: '' });
  });

  it('is shown as it was committed or staged', async () => {
    await hardLink('linked');
    const { value } = await runTool(gitDiff, { from: 'HEAD~1', to: 'HEAD' }, workspace);
    expect(value).toMatchObject({ leftOut: [], diff: expect.stringContaining('+mine') });
  });

  it('makes the diff fail where it cannot be named, and where there are too many', async () => {
    await writeFile(join(base, 'outside'), SECRET);
    for (let number = 0; number < 600; number++) {
      await writeFile(join(root, `${number}`.padEnd(200, 'x')), 'mine\n');
    }
    git(root, 'add', '.');
    for (let number = 0; number < 600; number++) {
      const path = join(root, `${number}`.padEnd(200, 'x'));
      await rm(path);
      await link(join(base, 'outside'), path);
    }
    await expect(runTool(gitDiff, {}, workspace)).rejects.toThrow('second name');
    git(root, 'rm', '-q', '-f', '--cached', '-r', '.');
    const odd = Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff])]);
    await writeFile(odd, 'mine\n');
    execFileSync('sh', ['-c', 'git add "$(printf "\\377")"'], { cwd: root });
    await rm(odd);
    await link(join(base, 'outside'), odd);
    await expect(runTool(gitDiff, {}, workspace)).rejects.toThrow('second name');
  });
});

describe('a FIFO that git would wait for', () => {
  async function fifo(path: string): Promise<void> {
    await mkdir(join(root, path, '..'), { recursive: true });
    await rm(join(root, path), { recursive: true, force: true });
    execFileSync('mkfifo', [join(root, path)]);
  }

  it.each([
    'HEAD',
    'index',
    'packed-refs',
    'info/attributes',
    'info/exclude',
    'refs/heads/main',
    'logs/HEAD',
  ])('at .git/%s is refused at once', async (name) => {
    await fifo(`.git/${name}`);
    await refused(`".git/${name}" is a FIFO`);
  });

  it('behind a link in .git is refused at once', async () => {
    await fifo('pipe');
    await rm(join(root, '.git', 'index'));
    await symlink('../pipe', join(root, '.git', 'index'));
    await refused('".git/index" is a FIFO');
  });

  it.each([
    '.gitattributes',
    '.gitignore',
    '.gitmodules',
    'deep/er/.gitattributes',
    'nested/.git/HEAD',
    'nested/.git/packed-refs',
    'nested/.git/refs/heads/main',
  ])('at %s in the working tree is refused at once', async (path) => {
    if (path.startsWith('nested')) repository(join(root, 'nested'));
    await fifo(path);
    for (const { tool, args } of WORKING_TREE_USES) {
      await expect(runTool(tool, args, workspace)).rejects.toThrow(`"${path}" is a FIFO`);
    }
    // These look at no file of the working tree.
    await runTool(gitLog, {}, workspace);
    await runTool(gitDiff, { staged: true, file: 'a.txt' }, workspace);
  });

  it('is no obstacle where git does not open it', async () => {
    for (const path of ['pipe', 'deep/pipe', '.git/hooks/pipe', '.git/modules/x/HEAD']) await fifo(path);
    expect(await served()).toContain('+changed');
  });

  it('is given up after ten seconds where it was not looked for, and git is killed', async () => {
    for (const { tool } of WORKING_TREE_USES) expect(tool.limits).toEqual({ timeoutMs: 10_000 });
    repository(join(root, 'nested'));
    await rename(join(root, 'nested', '.git'), join(root, 'data'));
    await writeFile(join(root, 'nested', '.git'), 'gitdir: ../data');
    await fifo('data/HEAD');
    const call = runTool(gitStatus, {}, workspace, AbortSignal.timeout(1000));
    await expect(call).rejects.toThrow('timeout');
    // Opening to write without waiting fails when nobody reads.
    const { O_WRONLY, O_NONBLOCK } = constants;
    await expect(open(join(root, 'data', 'HEAD'), O_WRONLY | O_NONBLOCK)).rejects.toThrow('ENXIO');
  });
});

describe('submodules', () => {
  beforeEach(async () => {
    await rm(root, { recursive: true });
    repository(join(base, 'library'));
    repository(root);
    git(root, 'submodule', '-q', 'add', '../library', 'lib');
    git(root, 'commit', '-q', '-m', 'library');
    await writeFile(join(base, 'evil.sh'), `#!/bin/sh\ntouch ${canary}\n`);
    await chmod(join(base, 'evil.sh'), 0o755);
  });

  it('are not entered, whatever their configuration says', async () => {
    await appendFile(
      join(root, '.git', 'modules', 'lib', 'config'),
      `[filter "evil"]\nclean = ${base}/evil.sh\n`,
    );
    await writeFile(join(root, '.git', 'modules', 'lib', 'info', 'attributes'), '* filter=evil\n');
    // As long as before, so that only the filter can tell whether it changed.
    await writeFile(join(root, 'lib', 'a.txt'), 'TEXT\n');
    await served();
    await refused('filter.evil.clean', 'lib');
    git(root, 'status');
    expect(existsSync(canary)).toBe(true);
  });

  it('are served when they are asked for and harmless', async () => {
    expect(await readFile(join(root, '.git', 'modules', 'lib', 'config'), 'utf8')).toContain('worktree');
    await appendFile(join(root, 'lib', 'a.txt'), 'changed there\n');
    expect(await served()).not.toContain('changed there');
    expect(await served('lib')).toContain('changed there');
  });

  it('whose core.worktree leads elsewhere are refused', async () => {
    git(join(root, 'lib'), 'config', 'core.worktree', base);
    await refused('core.worktree', 'lib');
  });

  it('described by a hostile .gitmodules do no harm', async () => {
    const hostile = `[submodule "lib"]\npath = lib\nurl = ext::${base}/evil.sh\nupdate = !${base}/evil.sh\nignore = none\n`;
    await writeFile(join(root, '.gitmodules'), hostile);
    await served();
  });
});

describe("the server's environment", () => {
  it('does not reach git', async () => {
    const before = { ...process.env };
    Object.assign(process.env, {
      GIT_EXTERNAL_DIFF: evil,
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.fsmonitor',
      GIT_CONFIG_VALUE_0: evil,
      GIT_DIR: '/nonexistent',
      GIT_PAGER: evil,
      GIT_TRACE: canary,
      PATH: '/nonexistent',
    });
    try {
      expect(await served()).toContain('+changed');
    } finally {
      for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
      Object.assign(process.env, before);
    }
  });

  it('nor do the configuration and attributes of its user', async () => {
    const home = process.env.HOME;
    await mkdir(join(base, 'home'));
    await writeFile(
      join(base, 'home', '.gitconfig'),
      `[core]\nfsmonitor = ${evil}\n[diff]\nexternal = ${evil}`,
    );
    process.env.HOME = join(base, 'home');
    try {
      await served();
    } finally {
      if (home === undefined) delete process.env.HOME;
      else process.env.HOME = home;
    }
  });
});

it('a bare repository is not mistaken for a working tree', async () => {
  git(root, 'clone', '-q', '--bare', '.', 'bare');
  await appendFile(join(root, 'bare', 'config'), `[core]\nfsmonitor = ${evil}\n`);
  const { repository: top } = (await runTool(gitStatus, { path: 'bare' }, workspace)).value;
  expect(top).toBe('.');
  expect(existsSync(canary)).toBe(false);
});
