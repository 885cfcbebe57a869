import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ownFolder } from '../support/own-folder.ts';
import { ROOT } from '../support/run-gathering.ts';

it('gathering/testing is found in the process of a plugin, wherever that lies', () => {
  const plugin = join(ownFolder(), 'plugin.ts');
  writeFileSync(
    plugin,
    "import { runTool } from 'gathering/testing';\nexport default { id: typeof runTool };\n",
  );
  const importer = join(ROOT, 'src/plugins/process/import-plugin.ts');
  const show = `const { importPlugin } = await import(${JSON.stringify(importer)});
    console.log((await importPlugin(${JSON.stringify(plugin)})).id);`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', show], { cwd: ROOT });
  expect(printed.toString()).toBe('function\n');
});
