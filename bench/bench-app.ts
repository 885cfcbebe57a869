/** A whole app in a temporary folder, with plugins that are made as they are needed. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DocumentNode, type ExecutionResult, execute, subscribe } from 'graphql';
import { authenticate } from '../src/access.ts';
import { type App, createApp } from '../src/app.ts';
import { type Clock, systemClock } from '../src/clock.ts';
import type { JailHost } from '../src/execution/jail/jail.ts';
import { type Config, configSchema } from '../src/config.ts';
import type { History } from '../src/execution/history/history.ts';
import type { Log, PluginDefinition } from '../src/plugins/contract.ts';
import type { PluginSource } from '../src/plugins/runtime.ts';
import { inlineSource } from '../src/plugins/shipped.ts';
import type { Actor } from '../src/registries/events.ts';
import { createContext } from '../src/schema/context.ts';
import { expect } from './figure.ts';

export const ACTOR: Actor = { kind: 'SYSTEM', name: 'benchmark' };
export const CALLER = authenticate([], undefined)!;

export const quietLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

export interface BenchApp extends AsyncDisposable {
  readonly app: App;
  /** Hands a definition to the host and waits until it has loaded it. */
  load(definition: PluginDefinition): Promise<void>;
  unload(id: string): Promise<void>;
  /** Executes a document that is parsed and known to be valid. @throws WrongAnswer on any error. */
  ask(document: DocumentNode, variables?: Record<string, unknown>): Promise<any>;
  /** Subscribes in-process; the first item, a heartbeat, is taken already. */
  follow(document: DocumentNode): Promise<AsyncGenerator<ExecutionResult<any>>>;
}

/** A folder that goes with `dispose`; on request in memory, where there is such a place: waiting for a disk is no work. */
export function temporaryFolder({ inMemory = false } = {}): Disposable & { path: string } {
  const parent = inMemory && existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const path = mkdtempSync(join(parent, 'gathering-bench-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

interface Given extends Partial<Config> {
  /** Of a former app, to start again; by default one of its own, which goes with it. */
  folder?: string | undefined;
  clock?: Clock;
  /** Default: the embedded one. */
  history?: History;
  /** Default: that of this machine. */
  jail?: JailHost;
}

export async function openBenchApp(
  definitions: readonly PluginDefinition[] = [],
  { folder, clock = systemClock, history, jail, ...settings }: Given = {},
): Promise<BenchApp> {
  const own = folder === undefined ? temporaryFolder() : null;
  const workspace = folder ?? own!.path;
  const known = new Map(definitions.map((definition) => [definition.id, definition]));
  const now = () => inlineSource('benchmark', [...known.values()]);
  const source: PluginSource = {
    ...now(),
    ids: () => now().ids(),
    open: (id) => now().open(id),
    discover: (...request) => now().discover(...request),
  };
  const config = configSchema.parse({ workspace, data: join(workspace, 'data'), port: 0, ...settings });
  // Programs that processes of plugins are started by are found on it.
  const env = { PATH: process.env.PATH };
  const app = await createApp(config, {
    log: quietLog,
    clock,
    env,
    sources: [source],
    ...(history && { history }),
    ...(jail && { jail }),
  });
  return {
    app,
    async load(definition) {
      known.set(definition.id, definition);
      await app.plugins.load({ id: definition.id }, ACTOR);
    },
    async unload(id) {
      known.delete(id);
      await app.plugins.unload({ id }, ACTOR);
    },
    ask: (document, variables) => ask(app, document, variables),
    follow: (document) => follow(app, document),
    async [Symbol.asyncDispose]() {
      await app.close();
      own?.[Symbol.dispose]();
    },
  };
}

async function ask(
  app: App,
  document: DocumentNode,
  variableValues: Record<string, unknown> = {},
): Promise<any> {
  const contextValue = createContext(app, CALLER);
  const { data, errors } = await execute({ schema: app.schema, document, variableValues, contextValue });
  expect(!errors, String(errors?.[0]?.message));
  return data;
}

async function follow(app: App, document: DocumentNode): Promise<AsyncGenerator<ExecutionResult<any>>> {
  const contextValue = createContext(app, CALLER);
  const items = await subscribe({ schema: app.schema, document, contextValue });
  expect(Symbol.asyncIterator in items, 'The subscription was refused.');
  await items.next();
  return items;
}
