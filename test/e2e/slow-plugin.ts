import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { echo, plugin } from '../support/plugins.ts';

/** Tools that make the file `started` in the workspace and then run until there is a file `open`, or for ever. */
export const slowPlugin = plugin('slow', {
  tools: [
    echo('slow_until_open', {
      parameters: undefined,
      async run(_, { workspace: { root } }) {
        writeFileSync(join(root, 'started'), '');
        while (!existsSync(join(root, 'open'))) await wait(5);
        return { text: 'done' };
      },
    }),
    echo('slow_for_ever', {
      parameters: undefined,
      run(_, { workspace: { root } }) {
        writeFileSync(join(root, 'started'), '');
        return new Promise(() => {});
      },
    }),
  ],
});
