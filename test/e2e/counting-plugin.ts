import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from '../../src/plugins/contract.ts';
import { plugin } from '../support/plugins.ts';

/** A tool that writes down when it begins and ends, so that nobody has to believe the server. */
export const countingPlugin = plugin('counting', {
  tools: [
    {
      name: 'count',
      description: 'Writes `begin N` and `end N` to the file `counted`, and waits in between.',
      parameters: z.object({ n: z.int(), ms: z.int() }),
      limits: { maxRunning: 4 },
      async run({ n, ms }: { n: number; ms: number }, { workspace: { root }, output, progress }) {
        const note = (word: string) => appendFileSync(join(root, 'counted'), `${word} ${n}\n`);
        note('begin');
        output(`${n} began\n`);
        progress(0.5);
        await wait(ms);
        note('end');
        return n;
      },
    },
  ],
});
