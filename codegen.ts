/**
 * Writes what follows from the code: `schema.graphql`, the typed documents of the tests, what client caches need to know
 * (`clients/`), and `docs/settings.md`. With `--check` it writes nothing and fails where a file differs.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type CodegenConfig, generate } from '@graphql-codegen/cli';
import { type GraphQLSchema, isInterfaceType, isObjectType, printSchema } from 'graphql';
import { EXAMPLE_FILE, SETTINGS_TEXT } from './src/cli/settings-text.ts';
import { SETTINGS } from './src/cli/settings.ts';
import { schema } from './src/schema/schema.ts';

const sdl = `${printSchema(schema)}\n`;

const config: CodegenConfig = {
  schema: sdl,
  documents: ['test/operations/*.graphql'],
  silent: true,
  generates: {
    './test/graphql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        defaultScalarType: 'unknown',
        scalars: { DateTime: 'string', ChangeCursor: 'string', JSON: 'any', JSONSchema: 'any' },
        emitLegacyCommonJSImports: false,
        importExtension: '.ts',
      },
    },
    './clients/possible-types.json': {
      plugins: ['fragment-matcher'],
      config: { useExplicitTyping: false },
    },
  },
};

const files = [
  ...(await generate(config, false)).map(({ filename, content }: { filename: string; content: string }) => ({
    filename,
    content: filename.endsWith('.json') ? pretty(JSON.parse(content)) : content,
  })),
  { filename: 'schema.graphql', content: sdl },
  { filename: 'clients/cache-keys.json', content: pretty(cacheKeys(schema)) },
  { filename: 'docs/settings.md', content: settingsPage() },
];

if (process.argv.includes('--check')) await check();
else await write();

async function check(): Promise<void> {
  const stale: string[] = [];
  for (const { filename, content } of files) {
    const found = await readFile(filename, 'utf8').catch(() => '');
    if (found !== content) stale.push(filename);
  }
  if (stale.length === 0) return;
  console.error(`Out of date: ${stale.join(', ')}. Run \`npm run codegen\` and commit the result.`);
  process.exitCode = 1;
}

async function write(): Promise<void> {
  for (const { filename, content } of files) {
    await mkdir(dirname(filename), { recursive: true });
    await writeFile(filename, content);
  }
}

/** By object type, the field that names it in a cache; null for what lives inside its parent. */
function cacheKeys(of: GraphQLSchema): Record<string, 'id' | null> {
  const node = of.getType('Node');
  const types = Object.values(of.getTypeMap()).filter(isObjectType);
  const shown = types.filter(({ name }) => !name.startsWith('__')).sort((a, b) => (a.name < b.name ? -1 : 1));
  const hasKey = (type: (typeof types)[number]) => isInterfaceType(node) && of.isSubType(node, type);
  return Object.fromEntries(shown.map((type) => [type.name, hasKey(type) ? 'id' : null]));
}

function settingsPage(): string {
  const rows = SETTINGS.map(({ name, flag, variable, description, defaultText, choices }) => {
    const allowed = choices.length > 0 ? ` One of ${choices.join(', ')}.` : '';
    return `| \`${name}\` | \`${flag}\` | \`${variable}\` | ${defaultText ?? ''} | ${description}${allowed} |`;
  });
  return [
    '# Settings',
    '',
    SETTINGS_TEXT,
    '',
    '```json',
    EXAMPLE_FILE,
    '```',
    '',
    '`gathering --help` prints the same.',
    '',
    '| setting | flag | environment | default | meaning |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function pretty(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
