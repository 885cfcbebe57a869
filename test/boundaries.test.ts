import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = resolve(import.meta.dirname, '../src');
const FILES = globSync('**/*.ts', { cwd: SRC });

/** What everybody may import: settings, time, access and secrets stand below all folders. */
const GROUND = ['access.ts', 'clock.ts', 'config.ts', 'secrets.ts'];

/** Per folder, what of ours it may import; `types` only as types. A name ending in `.ts` is that file alone. */
const ROWS: Record<string, { values: string[]; types: string[] }> = {
  registries: { values: [], types: [] },
  storage: { values: [...GROUND, 'registries'], types: [] },
  plugins: {
    values: [...GROUND, 'registries', 'storage/registry-store.ts'],
    types: ['storage', 'execution'],
  },
  execution: {
    values: [
      ...GROUND,
      'registries',
      'storage',
      'plugins/artifact-data.ts',
      'plugins/contract.ts',
      'plugins/lifecycle.ts',
      'plugins/hooks.ts',
    ],
    types: ['plugins'],
  },
  testing: { values: [...GROUND, 'registries', 'plugins', 'execution'], types: [] },
  schema: { values: [...GROUND, 'registries', 'storage', 'plugins', 'execution'], types: ['app.ts'] },
  // Files are refused with the same typed errors as operations are.
  transports: { values: [...GROUND, 'schema', 'registries/errors.ts'], types: ['app.ts', 'registries'] },
  cli: { values: [...GROUND, 'registries'], types: ['app.ts', 'plugins/contract.ts', 'testing'] },
};

/** Packages that stay in some folders. */
const GRAPHQL = /^(graphql|@pothos|@graphql|@escape)/;
const OUTSIDE_WORLD = /^(node:(fs|http|https|net|tls|child_process|process|worker_threads|sqlite)|ws$)/;

interface Import {
  from: string;
  to: string;
  isType: boolean;
}

const IMPORT = /^(?:import|export)\s+(type\s)?([^'";]*?)(?:\sfrom\s+)?'([^']+)'|import\('([^']+)'\)/gm;

function importsOf(from: string): Import[] {
  return [...readFileSync(join(SRC, from), 'utf8').matchAll(IMPORT)].map(
    ([, type, names, fixed, dynamic]) => {
      const target = (fixed ?? dynamic)!;
      const to = target.startsWith('.') ? relative(SRC, join(SRC, dirname(from), target)) : target;
      const named = /^\{(.*)\}$/s
        .exec(names?.trim() ?? '')?.[1]
        ?.split(',')
        .filter((name) => name.trim());
      const isType = type !== undefined || (named?.every((name) => name.trim().startsWith('type ')) ?? false);
      return { from, to, isType };
    },
  );
}

const IMPORTS = FILES.flatMap(importsOf);
const within = (path: string, places: string[]) =>
  places.some((place) => path === place || path.startsWith(`${place}/`));
const folderOf = (path: string) => (path.includes('/') ? path.split('/')[0]! : '');
const text = ({ from, to, isType }: Import) => `${from} imports ${to}${isType ? ' as a type' : ''}`;

describe('boundaries', () => {
  it('the imports of every file are seen', () => {
    const seen = (from: string, to: string) =>
      IMPORTS.some((found) => found.from === from && found.to === to);
    expect(seen('main.ts', 'transports/server.ts'), 'a dynamic import').toBe(true);
    expect(seen('cli/serve.ts', 'app.ts'), 'a type').toBe(true);
    expect(seen('config.ts', 'zod'), 'a package').toBe(true);
    expect(IMPORTS.length).toBeGreaterThan(FILES.length);
  });

  it('every folder has its row', () => {
    expect([...new Set(FILES.map(folderOf))].filter((folder) => folder !== '' && !ROWS[folder])).toEqual([]);
  });

  it.each(Object.entries(ROWS))('%s imports only what its row allows', (folder, { values, types }) => {
    const mayImport = ({ to, isType }: Import) =>
      within(to, [folder, ...values]) || (isType && within(to, types));
    const ours = ({ to }: Import) => FILES.includes(to);
    const wrong = IMPORTS.filter((each) => folderOf(each.from) === folder && ours(each) && !mayImport(each));
    expect(wrong.map(text)).toEqual([]);
  });

  it('the files below all folders import nothing above them', () => {
    const wrong = IMPORTS.filter(
      ({ from, to }) => GROUND.includes(from) && FILES.includes(to) && !within(to, [...GROUND, 'registries']),
    );
    expect(wrong.map(text)).toEqual([]);
  });

  it('nobody but main.ts imports app.ts other than as a type', () => {
    const wrong = IMPORTS.filter(({ from, to, isType }) => to === 'app.ts' && !isType && from !== 'main.ts');
    expect(wrong.map(text)).toEqual([]);
  });

  it('GraphQL stays in schema, transports and app.ts', () => {
    const wrong = IMPORTS.filter(
      ({ from, to }) => GRAPHQL.test(to) && !within(from, ['schema', 'transports', 'app.ts']),
    );
    expect(wrong.map(text)).toEqual([]);
  });

  it('registries know no files, network or processes', () => {
    const wrong = IMPORTS.filter(({ from, to }) => folderOf(from) === 'registries' && OUTSIDE_WORLD.test(to));
    expect(wrong.map(text)).toEqual([]);
  });

  it('only main.ts, cli and what starts or is the process of a plugin touch the process', () => {
    const touches = (file: string) => /(?<![\w./#])process\.(?!ts')\w|'node:process'/.test(code(file));
    const wrong = FILES.filter(
      (file) =>
        !within(file, ['main.ts', 'cli', 'plugins/process/child.ts', 'plugins/process/launch.ts']) &&
        touches(file),
    );
    expect(wrong).toEqual([]);
    expect(touches('main.ts')).toBe(true);
  });
});

/** A file without its comments. */
function code(file: string): string {
  return readFileSync(join(SRC, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
}
