/** Checks the plugins of a directory apart from any server, each in a process of its own, as a server would run it. */
import { tmpdir } from 'node:os';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { noJail } from '../execution/jail/no-jail.ts';
import { openWorkspace } from '../execution/workspace.ts';
import {
  type LivePlugin,
  type Surroundings,
  preparePlugin,
  startPlugin,
  stopPlugin,
} from '../plugins/lifecycle.ts';
import { openRuntime } from '../plugins/opened-plugin.ts';
import { placesInDirectory } from '../plugins/plugin-places.ts';
import { findContainment } from '../plugins/process/launch.ts';
import type { PluginPlace, ProcessSurroundings } from '../plugins/process/plugin-process.ts';
import { ProcessRuntime } from '../plugins/process/process-runtime.ts';
import type { JsonObject } from '../registries/definitions.ts';
import { DomainError } from '../registries/errors.ts';
import { checkDefinitions } from './check-plugin.ts';
import { checkTogether } from './check-together.ts';
import type { RunOptions } from './open-plugin.ts';
import { runExamples } from './run-examples.ts';

export interface CheckOptions {
  /** Only asks it what it is: no hook runs. */
  describeOnly?: boolean;
  /** Runs the examples of its tools, too. */
  examples: boolean;
  /** By plugin id. */
  config: Readonly<Record<string, JsonObject>>;
  secrets: Readonly<Record<string, string>>;
  /** For the examples; default: a fresh one for each, with the files of the plugin's folder `examples`. */
  workspace?: string | undefined;
  surroundings: Pick<Surroundings, 'clock' | 'facts' | 'log'>;
}

/** What was found of one plugin. */
export interface CheckedPlugin {
  /** The file or folder. */
  label: string;
  /** `visits 1.0.0: 2 tools, 1 competency`; null where it could not be described. */
  facts: string | null;
  problems: string[];
}

/** With its code, once it is prepared; that may have ended. */
type Checked = CheckedPlugin & { live?: LivePlugin };

/** Looks at every plugin of the directory, whatever is wrong with the others. @throws PluginError for no directory. */
export async function checkDirectory(directory: string, options: CheckOptions): Promise<CheckedPlugin[]> {
  const places = await placesInDirectory(directory, basename(directory));
  const containment = await findContainment(options.surroundings.facts.searchPath);
  const around = surroundingsOf(options);
  const processes: ProcessSurroundings = {
    ...around,
    containment,
    memoryBytes: 512 * 1024 * 1024,
    cacheFolder: `${tmpdir()}/gathering-compile-cache`,
    searchPath: around.facts.searchPath,
  };
  const checked: Checked[] = [];
  for (const place of places) checked.push(await checkPlace(place, around, processes, options));
  await checkTogether(around, checked);
  return checked.map(({ live: _, ...plugin }) => plugin);
}

async function checkPlace(
  place: PluginPlace,
  around: Surroundings,
  processes: ProcessSurroundings,
  options: CheckOptions,
): Promise<Checked> {
  const checked: Checked = { label: place.label, facts: null, problems: [] };
  const attempt = (step: Promise<unknown>) =>
    step.catch((error: unknown) => checked.problems.push(told(error)));
  await attempt(
    openRuntime(around, 'check', place.label, new ProcessRuntime(place, processes)).then(async (opened) => {
      const { plugin, tools, competencies, fileHandlers } = opened.description;
      const counts = [
        counted(tools.length, 'tool'),
        counted(competencies.length, 'competency', 'competencies'),
        counted(fileHandlers.length, 'file handler'),
      ];
      checked.facts = `${plugin.id} ${plugin.version}: ${counts.join(', ')}`;
      checked.problems.push(...checkDefinitions(opened.description).map(({ message }) => message));
      if (options.describeOnly) return opened.runtime.close();
      const live = await preparePlugin(around, opened, options.config[plugin.id] ?? {});
      checked.live = live;
      await run(around, live, { ...options, ...filesBeside(place) }, checked.problems);
    }),
  );
  return checked;
}

/** Its hooks, and between them, if asked, its examples. */
async function run(
  around: Surroundings,
  live: LivePlugin,
  options: CheckOptions & RunOptions,
  problems: string[],
): Promise<void> {
  await startPlugin(around, live, true);
  if (options.examples) problems.push(...(await runExamples(live, options)));
  problems.push(...(await stopPlugin(around, live)).map(told));
}

/** What examples work on: the folder `examples` of the plugin, where there is one. */
function filesBeside({ path, isFolder }: PluginPlace): Pick<RunOptions, 'folder'> {
  const folder = join(path, 'examples');
  return isFolder && existsSync(folder) ? { folder } : {};
}

function surroundingsOf({ surroundings, secrets, workspace = tmpdir() }: CheckOptions): Surroundings {
  return {
    ...surroundings,
    hookTimeoutMs: 10_000,
    healthIntervalMs: 30_000,
    maxCrashes: 1,
    secrets,
    workspace: openWorkspace({ root: workspace }),
    jail: noJail,
    redact: (text) => text,
  };
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** An author is told all of a bug. */
function told(error: unknown): string {
  if (error instanceof DomainError) return error.message;
  throw error;
}
