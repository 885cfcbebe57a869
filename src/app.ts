/** The one composition root. */
import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { GraphQLSchema } from 'graphql';
import { v7 as uuidv7 } from 'uuid';
import packageJson from '../package.json' with { type: 'json' };
import { type Clock, systemClock } from './clock.ts';
import type { Config } from './config.ts';
import { ArtifactTable, CREATE_ARTIFACTS } from './execution/artifacts/artifact-table.ts';
import { type ArtifactStore, openArtifactStore } from './execution/artifacts/store.ts';
import { ExecutionEngine } from './execution/engine.ts';
import { type JailHost, openJail } from './execution/jail/jail.ts';
import type { History } from './execution/history/history.ts';
import { openExecutions } from './execution/history/open-history.ts';
import { SqliteHistory } from './execution/history/sqlite-history.ts';
import { redactor } from './execution/redact.ts';
import { daysInMs, keepWithin } from './execution/retention.ts';
import { type InspectFile, inspectWith, previewEffects, runTool } from './execution/call-plugin.ts';
import { openWorkspace } from './execution/workspace.ts';
import type { JsonObject, ToolRecord } from './registries/definitions.ts';
import type { Log } from './plugins/contract.ts';
import { PluginHost } from './plugins/host.ts';
import { namedLog } from './plugins/named-log.ts';
import type { PluginSource } from './plugins/runtime.ts';
import { findProgram } from './plugins/requirements.ts';
import { OWN_NODE, findContainment, killProcess, killTree } from './plugins/process/launch.ts';
import { shippedPlugins } from './plugins/shipped.ts';
import { SourceChanges } from './plugins/source-changes.ts';
import { SourceSet } from './plugins/source-set.ts';
import { SourceFactory } from './plugins/sources.ts';
import { PluginWatch } from './plugins/watch.ts';
import { chooseStartPlugins } from './plugins/start-choice.ts';
import type { Surroundings } from './plugins/lifecycle.ts';
import { schema } from './schema/schema.ts';
import { readSecrets } from './secrets.ts';
import type { Commit } from './registries/events.ts';
import type { Registry } from './registries/registry.ts';
import type { Journal } from './storage/journal.ts';
import { RegistryStore } from './storage/registry-store.ts';
import { openJournal } from './storage/sqlite-journal.ts';

/** One running GatheRing: everything it owns, without a network. Two of them share nothing. */
export interface App {
  readonly config: Config;
  readonly clock: Clock;
  readonly schema: GraphQLSchema;
  readonly store: RegistryStore;
  readonly plugins: PluginHost;
  readonly sources: SourceChanges;
  readonly executions: ExecutionEngine;
  /** Files that tools made and callers brought. */
  readonly artifacts: ArtifactStore;
  /** What a call would change, as its tool declares it; null where it does not. @throws DomainError. */
  effectsOf(tool: ToolRecord, args: JsonObject): Promise<readonly string[] | null>;
  /** Tells what a file of the workspace is. @throws DomainError. */
  readonly inspectFile: InspectFile;
  /** False until what was loaded is back, and again once shutting down. */
  readonly ready: boolean;
  /** No new work from now on; resolves when running calls have ended or the deadline has passed. */
  drain(deadlineMs: number): Promise<void>;
  /** Releases everything: plugins, timers, the journal. */
  close(): Promise<void>;
}

/** What an app is made with besides its settings. */
export interface AppDeps {
  /** Where programs of callers run. Default: the jail of this machine, tried out at the start. */
  jail?: JailHost;
  log: Log;
  clock?: Clock;
  /** The environment: secrets are read from it, programs are found by its PATH. */
  env?: Readonly<Record<string, string | undefined>>;
  /** Default: the plugins that come with GatheRing, and where the configuration says that others are. */
  sources?: readonly PluginSource[];
  /** Default: the embedded one in the data folder. */
  journal?: Journal;
  /** Default: the embedded one in the data folder. */
  history?: History;
}

/**
 * Opens the store and brings back what was loaded; ready when it answers.
 * @throws DomainError for an unknown plugin in `load`, a missing secret, a data folder that is in use or damaged.
 */
export async function createApp(config: Config, deps: AppDeps): Promise<App> {
  const { log, clock = systemClock, env = {} } = deps;
  const secrets = await readSecrets(config.secrets, env);
  const journal = deps.journal ?? (await openOwnJournal(config, log));
  const { history, artifactTable, sync, closeTable } = openExecutionData(config, deps);
  const store = new RegistryStore(journal, clock);
  journal.follow((commit) => log.info('The registry changed.', summary(commit)));
  const secretFiles = Object.values(config.secrets).flatMap((secret) =>
    'file' in secret ? [secret.file] : [],
  );
  const workspace = openWorkspace({ root: config.workspace, hidden: [config.data, ...secretFiles] });
  const searchPath = env.PATH ?? '';
  const folders = [
    config.workspace,
    config.data,
    ...config.plugins,
    config.packageFolder,
    import.meta.dirname,
  ];
  const redact = redactor([...folders, homedir()], Object.values(secrets));
  const surroundings: Surroundings = {
    clock,
    hookTimeoutMs: config.hookTimeoutMs,
    healthIntervalMs: config.healthIntervalMs,
    maxCrashes: config.maxCrashes,
    secrets,
    workspace,
    facts: { version: packageJson.version, searchPath },
    jail:
      deps.jail ??
      openJail({
        clock,
        log,
        allowUnjailed: config.allowUnjailed,
        ceilings: { memoryBytes: config.jailMemoryBytes, diskBytes: config.jailDiskBytes },
        secretPaths: [config.workspace, config.data, ...secretFiles].map((path) => resolve(path)),
        searchPath,
        find: (name) => findProgram(name, searchPath),
        node: OWN_NODE,
        kill: killProcess,
        killTree,
      }),
    log: (pluginId) => namedLog(log, pluginId),
    redact,
  };
  const factory = new SourceFactory(config, {
    ...surroundings,
    containment: await findContainment(searchPath),
    memoryBytes: config.pluginMemoryBytes,
    cacheFolder: join(config.data, 'compile-cache'),
    searchPath,
  });
  const sources = new SourceSet([
    ...(deps.sources ?? [shippedPlugins()]),
    ...(await factory.configured(journal.sources())),
  ]);
  const pluginConfig = config.pluginConfig as Record<string, JsonObject>;
  const plugins = new PluginHost({
    ...surroundings,
    store,
    sources,
    pluginConfig,
    drainTimeoutMs: config.drainTimeoutMs,
  });
  const artifacts = await openArtifactStore({
    folder: join(config.data, 'artifacts'),
    table: artifactTable,
    clock,
    newId: randomUUID,
    maxBytes: config.maxArtifactBytes,
    uploadRetentionHours: config.uploadRetentionHours,
    maxBroughtBytes: config.uploadRetentionBytes,
    sync,
    log,
  });
  const callArtifacts = {
    store: artifacts,
    maxPerCall: config.maxArtifactsPerCall,
    maxBytesPerCall: config.artifactRetentionBytes / 4,
  };
  const executions = new ExecutionEngine({
    clock,
    // In the order of time, so that the index of the history grows at its end alone.
    newId: uuidv7,
    history,
    run: runTool(plugins, surroundings, callArtifacts),
    artifactOf: (executionId, id) => artifacts.refOf(executionId, id),
    registry: () => store.current,
    redact,
    timeoutMs: config.toolTimeoutMs,
    maxResultBytes: config.maxResultBytes,
    maxOutputBytes: config.maxOutputBytes,
    maxRunning: config.maxRunningCalls,
    maxRunningPerPlugin: config.maxRunningPerPlugin,
    maxQueued: config.maxQueuedCalls,
    approval: { tools: config.approveTools, annotations: config.approveAnnotations },
    approvalTimeoutMs: config.approvalTimeoutMs,
    keysKeptMs: daysInMs(config.idempotencyKeyHours / 24),
  });
  const stopPruning = keepWithin({
    clock,
    history,
    keptMs: daysInMs(config.executionRetentionDays),
    keysKeptMs: daysInMs(config.idempotencyKeyHours / 24),
    maxBytes: config.executionRetentionBytes,
    artifactBytes: () => artifacts.bytesOfCalls,
    maxArtifactBytes: config.artifactRetentionBytes,
    onRemoved(ids) {
      log.info('Old executions were removed.', { count: ids.length });
      artifacts.removeOf(ids).catch((error: unknown) => {
        log.error('Artifacts of old executions cannot be removed.', { error: String(error) });
      });
    },
    onFailure: (error) => log.error('Old executions cannot be removed.', { error: String(error) }),
  });
  plugins.core.drains.calls = executions;
  const sourceChanges = new SourceChanges(plugins.core, factory);
  const watch = config.watch ? new PluginWatch(plugins, sourceChanges) : undefined;
  let ready = false;
  const app: App = {
    config,
    clock,
    schema,
    store,
    plugins,
    sources: sourceChanges,
    executions,
    effectsOf: previewEffects(plugins, surroundings),
    artifacts,
    inspectFile: inspectWith(plugins, surroundings, callArtifacts, config.maxResultBytes),
    get ready() {
      return ready;
    },
    async drain(deadlineMs) {
      ready = false;
      plugins.core.drains.stop();
      await executions.drain(deadlineMs);
    },
    async close() {
      ready = false;
      await watch?.close();
      stopPruning();
      await plugins.close();
      executions.close();
      // One that was given may serve others, too.
      if (!deps.jail) await surroundings.jail.close();
      await artifacts.close();
      await history.close();
      await closeTable();
      await store.close();
    },
  };
  try {
    await watch?.ready;
    await plugins.restore(() => chooseStartPlugins(config, sources, store.current), {
      kind: 'SYSTEM',
      name: 'start',
    });
    await executions.restore();
    sourceChanges.onChanged = () => watch?.refresh();
    watch?.refresh();
    watch?.begin();
    warnOfUnknown(config.approveTools, store.current, log);
    ready = true;
    return app;
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** A name that is misspelt would let calls run that were to wait. */
function warnOfUnknown(approveTools: readonly string[], registry: Registry, log: Log): void {
  const tools = approveTools.filter((name) => !registry.tools.has(name));
  if (tools.length > 0) log.warn('`approveTools` names tools that no plugin has now.', { tools });
}

function summary({ revision, actor, events }: Commit): JsonObject {
  const plugins = events.filter(({ typename }) => typename === 'Plugin');
  return {
    revision,
    actor: actor.name,
    plugins: plugins.map(({ type, subjectId }) => `${type} ${subjectId}`),
    events: events.length,
  };
}

/** Executions, and what is known of artifacts, lie in one file. */
function openExecutionData(config: Config, { log, history: other }: AppDeps) {
  const onNotice = (message: string) => log.warn(message);
  const opened = openExecutions(config.data, CREATE_ARTIFACTS, onNotice);
  const own = new SqliteHistory(opened, onNotice);
  return {
    history: other ?? own,
    artifactTable: new ArtifactTable(opened.tables.database),
    sync: () => own.sync(),
    closeTable: () => own.close(),
  };
}

function openOwnJournal(config: Config, log: Log): Promise<Journal> {
  return openJournal({
    folder: config.data,
    retain: config.retainChanges,
    onNotice: (message) => log.warn(message),
  });
}
