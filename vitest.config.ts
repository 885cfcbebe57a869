import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    alias: [
      // The file that node itself takes: two copies of graphql do not know each other's types.
      { find: /^graphql$/, replacement: 'graphql/index.js' },
      // For the examples, which are packages of their own.
      { find: 'gathering/plugin', replacement: resolve(import.meta.dirname, 'src/plugins/contract.ts') },
      { find: 'gathering/testing', replacement: resolve(import.meta.dirname, 'src/testing/index.ts') },
    ],
    // As node does: `default` of a CommonJS package is what it exports, no more.
    deps: { interopDefault: false },
    // Processes, not threads: what a test leaves open or breaks ends with its file.
    pool: 'forks',
    // The default leaves one processor idle; many tests wait for processes and sockets.
    maxWorkers: '100%',
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
