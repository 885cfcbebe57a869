import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute, parse, subscribe } from 'graphql';
import { expect, it, onTestFinished } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { authenticate } from '../../src/access.ts';
import type { App } from '../../src/app.ts';
import { announcement } from '../../src/cli/announcement.ts';
import { configSchema } from '../../src/config.ts';
import { createContext } from '../../src/schema/context.ts';
import { shippedPlugins } from '../../src/plugins/shipped.ts';
import { openTestApp } from '../support/test-app.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const examples = Array.from(
  readme.matchAll(/```graphql\n(.*?)```.*?```json\n(.*?)```/gs),
  ([, operation, answer]) => ({
    operation: operation!,
    answer: JSON.parse(answer!) as unknown,
  }),
);
const named = (name: string) => examples.find(({ operation }) => operation.includes(name))!;

it('the start says what the README shows', async () => {
  const { app } = await openTestApp([], {}, { sources: [shippedPlugins()] });
  const said = announcement({
    version: packageJson.version,
    url: 'http://localhost:4000',
    config: configSchema.parse({ workspace: '/home/ann/demo', data: '/home/ann/demo/.gathering' }),
    plugins: ['core', 'design', 'finance'],
    toolCount: app.store.current.tools.size,
  });
  expect(readme).toContain(`\`\`\`text\n${said}\`\`\`\n`);
});

it('the README shows a query, mutations and a subscription with their output', () => {
  expect(examples).toHaveLength(4);
});

it.each(['query Explore', 'mutation Run', 'mutation Misspelt'])(
  '%s answers what the README shows',
  async (name) => {
    const app = await openDemo();
    const { operation, answer } = named(name);
    const { data, errors } = await execute({
      schema: app.schema,
      document: parse(operation),
      contextValue: contextOf(app),
    });
    expect(errors).toBeUndefined();
    expect(JSON.parse(JSON.stringify(data))).toEqual(answer);
  },
);

it('subscription Watch delivers what the README shows', async () => {
  const app = await openDemo();
  const { operation, answer } = named('subscription Watch');
  const items = await subscribe({
    schema: app.schema,
    document: parse(operation),
    contextValue: contextOf(app),
  });
  if (!(Symbol.asyncIterator in items)) throw new Error(JSON.stringify(items));
  onTestFinished(async () => void (await items.return()));
  const first = await items.next();
  await app.plugins.setEnabled({ id: 'finance' }, false, { kind: 'USER', name: 'somebody' });
  const second = await items.next();
  expect(JSON.parse(JSON.stringify([first.value!.data, second.value!.data]))).toEqual(answer);
});

const contextOf = (app: App) => createContext(app, authenticate([], undefined)!);

/** The shipped plugins over a repository with one changed file. */
async function openDemo(): Promise<App> {
  const { app, folder } = await openTestApp([], {}, { sources: [shippedPlugins()] });
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
  writeFileSync(join(folder, 'README.md'), '# Demo\n');
  git('init', '-b', 'main');
  git('add', 'README.md');
  git('-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', 'commit', '-m', 'Start');
  appendFileSync(join(folder, 'README.md'), 'More.\n');
  return app;
}
