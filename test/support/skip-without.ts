import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { TestContext } from 'vitest';

const PARTS = {
  bubblewrap: () => existsSync('/usr/bin/bwrap'),
  python3: () => existsSync('/usr/bin/python3'),
  'python3-pytest': () => spawnSync('python3', ['-c', 'import pytest']).status === 0,
  ripgrep: () => existsSync('/usr/bin/rg'),
  openssl: () => existsSync('/usr/bin/openssl'),
  npm: () => existsSync('/usr/bin/npm') || existsSync('/usr/local/bin/npm'),
};

/** Skips a test that needs a Debian package which is not installed, naming it; where all must be there, it runs. */
export function skipWithout(context: TestContext, name: keyof typeof PARTS): void {
  if (process.env.CI !== 'true' && !PARTS[name]()) context.skip(`needs the Debian package ${name}`);
}
