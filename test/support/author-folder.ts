/** What an author does in the folder of a plugin. */
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PluginDefinition } from '../../src/plugins/contract.ts';
import { ROOT, watch } from './run-gathering.ts';

/** The default export of its plugin.ts. */
export async function importPlugin(folder: string, file = 'plugin.ts'): Promise<PluginDefinition> {
  const module = (await import(pathToFileURL(join(folder, file)).href)) as { default: PluginDefinition };
  return module.default;
}

/** `npm test`. */
export async function runAuthorTests(folder: string) {
  const npm = watch(spawn('npm', ['test'], { cwd: folder }));
  const { code } = await npm.ended;
  const passed = Number(/^\S+ pass (\d+)$/m.exec(npm.stdout())?.[1]);
  return { code, passed, stdout: npm.stdout() + npm.stderr() };
}

/** What `tsc --noEmit` complains of; nothing when all is well. */
export function typeErrors(folder: string): string {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { stdout, stderr } = spawnSync(process.execPath, [tsc, '--noEmit'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return stdout + stderr;
}
