import graphql from '@graphql-eslint/eslint-plugin';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const recommended = graphql.configs['flat/schema-recommended'].rules;
const [, { EnumValueDefinition: upperCase, ...names }] = recommended['@graphql-eslint/naming-convention'];
/** Enums whose values are names of GraphQL types. */
const TYPE_NAMES = '/^(EntityType|RegistryEventType)$/';

/** Only rules that find faults; prettier sees to the looks, and tsc to unused locals. */
export default defineConfig(
  { ignores: ['node_modules/', 'coverage/', 'clients/', 'test/fixtures/', 'test/graphql/'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-constant-binary-expression': 'error',
      'no-self-compare': 'error',
      'no-unsafe-finally': 'error',
      'object-shorthand': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-deprecated': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // Plugin authors' values and GraphQL's arguments are `any` until a schema has checked them.
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-empty-object-type': 'off',
      // AST kinds are compared with their names.
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      // Ports are interfaces with methods, and what implements them is mostly closures.
      '@typescript-eslint/unbound-method': 'off',
      // A port is asynchronous even where an engine answers at once.
      '@typescript-eslint/require-await': 'off',
    },
  },
  { files: ['src/**'], rules: { 'no-console': 'error' } },
  {
    // Authors' tests run on node:test, which waits for them by itself.
    files: ['templates/**/*.ts', 'examples/**/*.ts'],
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', name: ['describe', 'test'], package: 'node:test' }] },
      ],
    },
  },
  {
    // Tests also throw what plugins and servers may throw.
    files: ['test/**'],
    rules: {
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
    },
  },
  {
    files: ['schema.graphql'],
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: 'schema.graphql' } },
    },
    plugins: { '@graphql-eslint': graphql },
    rules: {
      ...recommended,
      ...graphql.configs['flat/schema-relay'].rules,
      '@graphql-eslint/naming-convention': [
        'error',
        {
          ...names,
          [`EnumValueDefinition[parent.name.value!=${TYPE_NAMES}]`]: upperCase,
          [`EnumValueDefinition[parent.name.value=${TYPE_NAMES}]`]: 'PascalCase',
        },
      ],
      // Short lists that cannot grow are plain lists.
      '@graphql-eslint/relay-edge-types': [
        'error',
        { withEdgeSuffix: true, shouldImplementNode: true, listTypeCanWrapOnlyEdgeType: false },
      ],
      // `nodeId` of `Node` is unique over all types, `id` is what people type; results and events have neither.
      '@graphql-eslint/no-typename-prefix': 'off',
      '@graphql-eslint/strict-id-in-types': 'off',
    },
  },
);
