/** Plugins as files in a folder, and what runs of them. */
import { mkdirSync, readFileSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { vi } from 'vitest';
import type { Config } from '../../src/config.ts';
import type { AppDeps } from '../../src/app.ts';
import type { Log } from '../../src/plugins/contract.ts';
import { ownFolder } from './own-folder.ts';
import { type TestApp, openTestApp } from './test-app.ts';

export interface PluginFolder {
  readonly path: string;
  /** Writes a file; folders on the way are made. */
  write(name: string, content: string): void;
  remove(name: string): void;
}

export function pluginFolder(files: Readonly<Record<string, string>> = {}): PluginFolder {
  const path = ownFolder();
  const folder: PluginFolder = {
    path,
    write(name, content) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), content);
    },
    remove: (name) => rmSync(join(path, name), { recursive: true }),
  };
  for (const [name, content] of Object.entries(files)) folder.write(name, content);
  return folder;
}

/** The text of a module whose plugin has these parts, as source text. */
export function moduleOf(id: string, parts = '', before = ''): string {
  return `import { definePlugin, toolResult, ToolError, z } from 'gathering/plugin';
${before}
export default definePlugin({
  id: '${id}', name: '${id}', version: '1.0.0', description: 'Plugin ${id}.', author: 'Test', ${parts}
});
`;
}

/** Source text of a tool that answers its text. */
export const ECHO = (name: string) =>
  `{ name: '${name}', description: 'Echo.', parameters: z.object({ text: z.string() }), run: ({ text }) => ({ text }) }`;

/** An app over such a folder; what it logs is kept. */
export async function openFolderApp(
  folder: PluginFolder,
  settings: Partial<Config> = {},
  deps: Partial<AppDeps> = {},
): Promise<TestApp & { lines: string[] }> {
  const lines: string[] = [];
  const at = (message: string, data?: object) =>
    void lines.push(`${(data as { plugin?: string } | undefined)?.plugin}: ${message}`);
  const log: Log = { debug: at, info: at, warn: at, error: at };
  const test = await openTestApp([], { plugins: [folder.path], ...settings }, { log, ...deps });
  return { ...test, lines };
}

/** Ids of the processes that work in that folder: of its plugins, and of what they started. */
export function processesIn(folder: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => workFolderOf(pid).startsWith(folder) && !isWrapper(pid)).map(Number);
}

function workFolderOf(pid: string): string {
  return attempt(() => readlinkSync(`/proc/${pid}/cwd`));
}

/** What only starts the process. */
function isWrapper(pid: string): boolean {
  return ['bwrap', 'setpriv', 'prlimit'].includes(
    attempt(() => readFileSync(`/proc/${pid}/comm`, 'utf8')).trim(),
  );
}

/** A process may go while it is looked at. */
function attempt(look: () => string): string {
  try {
    return look();
  } catch {
    return '';
  }
}

/** Waits until something holds. */
export function until<T>(look: () => T): Promise<T> {
  return vi.waitUntil(look, { timeout: 20_000, interval: 10 });
}
