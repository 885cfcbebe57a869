import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openWorkspace } from '../../../src/execution/workspace.ts';
import type { JsonObject, z } from '../../../src/plugins/contract.ts';
import core from '../../../src/plugins/core/index.ts';
import { describePlugin } from '../../../src/plugins/describe.ts';
import { openTestJail } from '../../support/jail.ts';
import { skipWithout } from '../../support/skip-without.ts';
import { runTool } from './run-tool.ts';

const tools = core.tools!;

it('core has the version of GatheRing', async () => {
  const { version } = JSON.parse(await readFile(join(import.meta.dirname, '../../../package.json'), 'utf8'));
  expect(core.version).toBe(version);
});

it('core describes itself as a valid plugin', () => {
  const { tools, competencies, fileHandlers } = describePlugin(core);
  expect(tools.map(({ name }) => name)).toEqual([
    'fs_read',
    'fs_write',
    'fs_list',
    'fs_move',
    'fs_delete',
    'fs_search',
    'git_status',
    'git_log',
    'git_diff',
    'git_show',
    'git_blame',
    'git_branches',
    'git_add',
    'git_commit',
    'git_checkout',
    'git_clone',
    'git_fetch',
    'git_push',
    'javascript_run',
    'python_run',
    'run_command',
    'run_tests',
    'calculate',
    'http_request',
    'llm_chat',
  ]);
  expect(competencies.map(({ id }) => id)).toEqual([
    ...[
      'file_management',
      'version_control',
      'git',
      'programming',
      'python',
      'javascript',
      'typescript',
      'testing',
      'shell_commands',
      'mathematics',
      'web_research',
      'language_models',
    ],
  ]);
  expect(fileHandlers).toMatchObject([{ id: 'plain_text', operations: ['INSPECT', 'TEXT'] }]);
});

it('every tool of core says all that can be said of a tool', () => {
  for (const tool of describePlugin(core).tools) {
    expect(tool.title).toBeTruthy();
    expect([tool.readOnly, tool.destructive, tool.idempotent, tool.openWorld]).not.toContain(null);
    expect(tool.requiredCompetencies).toHaveLength(1);
    expect(tool.tags.length).toBeGreaterThan(0);
    const { properties } = JSON.parse(tool.parameters) as { properties: Record<string, JsonObject> };
    for (const property of Object.values(properties))
      expect(property.description).toEqual(expect.any(String));
    expect(tool.returns).not.toBe(null);
  }
});

it('competencies name tools that exist', () => {
  const names = tools.map(({ name }) => name);
  for (const { relatedTools = [] } of core.competencies!) {
    for (const tool of relatedTools) expect(names).toContain(tool);
  }
});

describe('the examples of core', () => {
  const jail = openTestJail();
  // The others need the internet or a model; their tests have servers for them.
  const own = tools.filter(({ annotations }) => !annotations?.openWorld);
  const examples = own.flatMap((tool) => tool.examples!.map((example) => ({ tool, example })));

  it.for(examples)('$tool.name: $example.description', async ({ tool, example }, context) => {
    if (tool.needs?.jail) skipWithout(context, 'bubblewrap');
    if (tool.needs?.programs) skipWithout(context, 'python3');
    const root = await mkdtemp(join(tmpdir(), 'core-'));
    onTestFinished(() => rm(root, { recursive: true }));
    execFileSync('git', ['init', '-q', root]);
    await writeFile(join(root, 'README.md'), '# Hello\n');
    const author = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
    execFileSync('git', ['-C', root, 'add', 'README.md']);
    execFileSync('git', ['-C', root, ...author, 'commit', '-q', '-m', 'Say hello']);
    await writeFile(join(root, 'notes.md'), 'Notes\n');
    await writeFile(join(root, 'staged.md'), '');
    execFileSync('git', ['-C', root, 'add', 'staged.md']);
    await cp(join(import.meta.dirname, '../../../examples/data'), join(root, 'examples/data'), {
      recursive: true,
    });
    await mkdir(join(root, 'build'));
    await writeFile(join(root, 'build/out.txt'), '');
    const { value } = await runTool(tool, example.arguments, openWorkspace({ root }), undefined, jail, {
      config: { allowCommands: true },
    });
    if (example.result !== undefined) expect(value).toEqual(example.result);
  });
});

it('the effects of a tool name what it is called with', async () => {
  for (const tool of tools) {
    const args = {
      command: ['ls', '"some/path"'],
      expression: 'some/path',
      url: 'some/path',
      message: '"some/path"',
      path: 'some/path',
      from: 'some/path',
      to: 'b',
      files: tool.name.startsWith('git_') ? ['some/path'] : [{ path: 'some/path', writable: true }],
    };
    const effects = (tool.effects as (args: JsonObject) => string[])(args);
    expect(effects.join()).toContain('"some/path"');
  }
});

it('nothing in core reads the process', async () => {
  const folder = join(import.meta.dirname, '../../../src/plugins/core');
  for (const name of (await readdir(folder)).filter((name) => name.endsWith('.ts'))) {
    expect(await readFile(join(folder, name), 'utf8')).not.toMatch(/\bprocess\./);
  }
});

it('every example fits the arguments of its tool', () => {
  for (const { parameters, examples } of tools)
    for (const example of examples!) (parameters as z.ZodType).parse(example.arguments);
});
