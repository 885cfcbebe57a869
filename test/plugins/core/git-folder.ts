import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe } from 'vitest';
import type { JailHost } from '../../../src/execution/jail/jail.ts';
import { noJail } from '../../../src/execution/jail/no-jail.ts';
import { openWorkspace } from '../../../src/execution/workspace.ts';
import type { JsonObject, ToolContext, ToolDefinition } from '../../../src/plugins/contract.ts';
import { config } from '../../../src/plugins/core/config.ts';
import { openTestJail } from '../../support/jail.ts';
import { ownFolder } from '../../support/own-folder.ts';
import { skipWithout } from '../../support/skip-without.ts';
import { runTool } from './run-tool.ts';

/** A folder of a test's own, with git for it, and tools that have it as their workspace. Default: without a jail. */
export function gitFolder(hidden: string[] = [], jail?: JailHost) {
  const root = ownFolder();
  const options = { root, hidden: hidden.map((path) => join(root, path)) };
  return {
    root,
    git: (...args: string[]) => gitIn(root, ...args),
    put(files: Record<string, string | Buffer>): void {
      for (const [path, content] of Object.entries(files)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), content);
      }
    },
    /** The tool's answer. */
    async run(
      tool: ToolDefinition,
      args: JsonObject,
      more: { config?: JsonObject } & Partial<ToolContext> = {},
    ) {
      const context = { ...more, config: config.parse(more.config ?? {}) as JsonObject };
      return (await runTool(tool, args, openWorkspace(options), more.signal, jail, context)).value;
    },
  };
}
/** Once where git runs in the jail, and once where there is none. */
export function bothWays(tests: (jail: JailHost) => void): void {
  describe('in the jail', () => {
    beforeEach((context) => skipWithout(context, 'bubblewrap'));
    tests(openTestJail());
  });
  describe('without a jail', () => tests(noJail));
}

export type GitFolder = ReturnType<typeof gitFolder>;

/** Runs git as a person would, apart from the configuration of this machine. */
export function gitIn(cwd: string, ...args: string[]): string {
  const env = {
    PATH: process.env.PATH,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    LANG: 'C.UTF-8',
  };
  const always = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', '-c', 'init.defaultBranch=main'];
  return execFileSync('git', [...always, ...args], { cwd, encoding: 'utf8', env, stdio: 'pipe' }).trim();
}
