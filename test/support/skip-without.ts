import { existsSync } from 'node:fs';
import type { TestContext } from 'vitest';

const PROGRAMS = { bubblewrap: '/usr/bin/bwrap', python3: '/usr/bin/python3' };

/** Skips a test that needs a Debian package which is not installed, naming it; where all must be there, it runs. */
export function skipWithout(context: TestContext, name: keyof typeof PROGRAMS): void {
  if (process.env.CI !== 'true' && !existsSync(PROGRAMS[name]))
    context.skip(`needs the Debian package ${name}`);
}
