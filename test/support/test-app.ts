import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExecutionResult, execute } from 'graphql';
import { onTestFinished } from 'vitest';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { type Caller, authenticate } from '../../src/access.ts';
import { type App, type AppDeps, createApp } from '../../src/app.ts';
import { type Config, configSchema } from '../../src/config.ts';
import type { PluginDefinition } from '../../src/plugins/contract.ts';
import { inlineSource } from '../../src/plugins/shipped.ts';
import { createContext } from '../../src/schema/context.ts';
import { quietLog } from './quiet-log.ts';

export interface TestApp {
  app: App;
  folder: string;
  /** Runs an operation in-process and answers its data; throws on any GraphQL error. */
  run<D, V>(document: TypedDocumentNode<D, V>, variables: V, caller?: Caller): Promise<D>;
  /** The whole GraphQL answer. */
  ask<D, V>(document: TypedDocumentNode<D, V>, variables: V, caller?: Caller): Promise<ExecutionResult<D>>;
  /** Closes it and opens another on the same folder. */
  restart(plugins?: readonly PluginDefinition[], settings?: Partial<Config>): Promise<TestApp>;
}

type Settings = Partial<Config>;

/** An app of its own in a temporary folder, gone when the test ends. */
export async function openTestApp(
  plugins: readonly PluginDefinition[] = [],
  settings: Settings = {},
  deps: Partial<AppDeps> = {},
): Promise<TestApp> {
  const folder = await mkdtemp(join(tmpdir(), 'gathering-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return openIn(folder, plugins, settings, deps);
}

async function openIn(
  folder: string,
  plugins: readonly PluginDefinition[],
  settings: Settings,
  deps: Partial<AppDeps>,
): Promise<TestApp> {
  const config = configSchema.parse({ workspace: folder, data: join(folder, '.gathering'), ...settings });
  const app = await createApp(config, {
    log: quietLog,
    sources: [inlineSource('shipped', plugins)],
    ...deps,
  });
  onTestFinished(() => app.close());
  const ask: TestApp['ask'] = async (document, variables, caller = authenticate([], undefined)!) =>
    (await execute({
      schema: app.schema,
      document,
      variableValues: variables as Record<string, unknown>,
      contextValue: createContext(app, caller),
    })) as never;
  return {
    app,
    folder,
    ask,
    async run(document, variables, caller) {
      const { data, errors } = await ask(document, variables, caller);
      if (errors) throw new AggregateError(errors, errors.map(({ message }) => message).join('\n'));
      return data!;
    },
    async restart(again = plugins, newSettings = settings) {
      await app.close();
      return openIn(folder, again, newSettings, deps);
    },
  };
}
