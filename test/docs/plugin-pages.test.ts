/** The pages of docs/plugins/ show what the tools answer. `npm run pages` writes them anew. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute, parse } from 'graphql';
import { expect, it } from 'vitest';
import { authenticate } from '../../src/access.ts';
import type { JsonObject } from '../../src/plugins/contract.ts';
import core from '../../src/plugins/core/index.ts';
import design from '../../src/plugins/design/index.ts';
import finance from '../../src/plugins/finance/index.ts';
import { shippedPlugins } from '../../src/plugins/shipped.ts';
import { createContext } from '../../src/schema/context.ts';
import { skipWithout } from '../support/skip-without.ts';
import { openTestApp } from '../support/test-app.ts';
import { type Call, pluginPage } from './pages/page.ts';
import { openServices, type Services } from './pages/services.ts';

const CALL = parse(`mutation ($tool: ID!, $arguments: JSON) {
  executeTool(input: { tool: $tool, arguments: $arguments, waitMs: 120000 }) {
    ... on Execution { status result content { ... on TextContent { text } } error { code message } }
    ... on Error { code message path }
  }
}`);

it.each([
  ['core', core],
  ['design', design],
  ['finance', finance],
] as const)('the page of %s shows what its tools answer', { timeout: 120_000 }, async (id, plugin) => {
  for (const part of ['bubblewrap', 'python3', 'ripgrep'] as const) skipWithout({ skip } as never, part);
  const services = await openServices();
  const page = await pluginPage(plugin as never, await openWorkspace(services));
  await expect(page).toMatchFileSnapshot(join(import.meta.dirname, `../../docs/plugins/${id}.md`));
});

function skip(reason: string): never {
  throw new Error(reason);
}

/** A server over a small repository. */
async function openWorkspace(services: Services): Promise<Call> {
  const { app, folder } = await openTestApp(
    [],
    { pluginConfig: services.pluginConfig as never, secrets: { FIGMA: { env: 'FIGMA' } } },
    { sources: [shippedPlugins()], env: { ...process.env, FIGMA: 'figd_token' } },
  );
  prepare(folder, services.remote);
  const contextValue = createContext(app, authenticate([], undefined)!);
  return async (tool, given) => {
    const args = (services.arguments[tool]?.(given) ?? given) as JsonObject;
    const { data, errors } = await execute({
      ...{ schema: app.schema, document: CALL, contextValue },
      variableValues: { tool, arguments: args },
    });
    if (errors) throw errors[0];
    const answer = JSON.parse(
      steady(JSON.stringify({ ...(data!.executeTool as object), arguments: args }), services),
    );
    return { ...answer, status: answer.status ?? 'FAILED', text: answer.content?.[0]?.text ?? null };
  };
}

function prepare(folder: string, remote: string): void {
  const env = {
    ...process.env,
    GIT_AUTHOR_DATE: '2026-01-02T03:04:05Z',
    GIT_COMMITTER_DATE: '2026-01-02T03:04:05Z',
  };
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, env, stdio: 'ignore' });
  cpSync(join(import.meta.dirname, '../../examples/data'), join(folder, 'examples/data'), {
    recursive: true,
  });
  writeFileSync(join(folder, 'README.md'), '# Hello\n\nTODO: say more.\n');
  git('init', '-q', '-b', 'main');
  git('remote', 'add', 'origin', remote);
  git('add', '-A', '--', '.', ':(exclude).gathering');
  git('-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', 'commit', '-qm', 'Say hello');
  writeFileSync(join(folder, 'README.md'), '# Hello\n\nTODO: say more.\n\nMore.\n');
  writeFileSync(join(folder, 'notes.md'), 'Notes\n');
  mkdirSync(join(folder, 'build'));
  writeFileSync(join(folder, 'build/out.txt'), '');
}

/** What differs from run to run, replaced. */
function steady(json: string, { names }: Services): string {
  const named = names.reduce((text, [from, to]) => text.replaceAll(from, to), json);
  // Hashes are told short, too.
  const hashes = new Set(named.match(/\b[0-9a-f]{40}\b/g));
  return [...hashes]
    .reduce(
      (text, hash) => text.replaceAll(new RegExp(`\\b${hash.slice(0, 12)}\\b`, 'g'), '6d1f0b3c6d1f'),
      named,
    )
    .replaceAll(/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})/g, '2026-01-02T03:04:05Z')
    .replaceAll(/\b[0-9a-f]{40}\b/g, '6d1f0b3c'.repeat(5))
    .replaceAll(
      /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g,
      '0198c2b4-7d0a-7c11-9f3e-2b6a5d8e4f01',
    )
    .replaceAll(/"(durationMs|elapsedMs|cpuTimeMs|seconds)":[\d.]+/g, '"$1":12');
}
