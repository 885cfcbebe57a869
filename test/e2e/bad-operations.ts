/** Operations that ask for what cannot be, and what each must be told, on every transport. */
import { decodeStreamCursor, encodeChangeCursor, encodeListCursor } from '../../src/registries/cursor.ts';
import type { Operation } from './real-server.ts';

export type BadOperation = [what: string, operation: Operation, answer: object];

const asError = '... on Error { code message path }';
const mutation = (field: string, input: string) => ({
  query: `mutation { answer: ${field}(input: { ${input} }) { ${asError} } }`,
});
const data = (code: string, more: object = {}) => ({ data: { answer: { code, ...more } } });
const errors = (code: string) => ({ errors: [{ extensions: { code } }] });
const { BAD_USER_INPUT, INVALID, TOO_COMPLEX } = {
  BAD_USER_INPUT: errors('BAD_USER_INPUT'),
  INVALID: errors('GRAPHQL_VALIDATION_FAILED'),
  TOO_COMPLEX: errors('OPERATION_TOO_COMPLEX'),
};
const plugin = { query: 'query($id: ID!) { plugin(id: $id) { id } }' };
const deep = `{ plugins { nodes ${'{ dependents '.repeat(20)} { id } ${'}'.repeat(20)} } }`;
const pages = '{ nodes { plugin { tools(first: 200) '.repeat(3) + '{ totalCount }' + ' } } }'.repeat(3);

const unknownIds: BadOperation[] = [
  ['loads what is not there', mutation('loadPlugin', 'id: "coer"'), data('NOT_FOUND', { path: ['id'] })],
  ['unloads a name of the language', mutation('unloadPlugin', 'id: "constructor"'), data('NOT_FOUND')],
  ['enables __proto__', mutation('enablePlugin', 'id: "__proto__"'), data('NOT_FOUND')],
  ['disables nothing', mutation('disablePlugin', 'id: ""'), data('NOT_FOUND')],
  [
    'runs what is not there',
    mutation('executeTool', 'tool: "toString"'),
    data('NOT_FOUND', { path: ['tool'] }),
  ],
  [
    'names a plugin with control characters',
    {
      query: `mutation($id: ID!) { answer: unloadPlugin(input: { id: $id }) { ${asError} } }`,
      variables: { id: '\u0000\u001b[31m\ud800' },
    },
    data('NOT_FOUND', { message: 'There is no plugin "\ufffd\ufffd[31m\ud800".' }),
  ],
  [
    'looks up what is not there',
    {
      query:
        '{ tool(name: "no") { id } execution(id: "no") { id } node(id: "no") { id } nodes(ids: [""]) { id } }',
    },
    { data: { tool: null, execution: null, node: null, nodes: [null] } },
  ],
];

const badArguments: BadOperation[] = [
  [
    'expects another revision',
    mutation('unloadPlugin', 'id: "core", expectedRevision: 999'),
    data('REVISION_CONFLICT'),
  ],
  [
    'expects a revision below all',
    mutation('unloadPlugin', 'id: "core", expectedRevision: -1'),
    data('REVISION_CONFLICT'),
  ],
  ['expects no number', mutation('unloadPlugin', 'id: "core", expectedRevision: "1"'), INVALID],
  [
    'expects too large a number',
    mutation('unloadPlugin', 'id: "core", expectedRevision: 2147483648'),
    INVALID,
  ],
  ['configures with a text', mutation('loadPlugin', 'id: "core", config: "x"'), BAD_USER_INPUT],
  ['waits a negative time', mutation('executeTool', 'tool: "fs_list", waitMs: -1'), BAD_USER_INPUT],
  ['allows no time', mutation('executeTool', 'tool: "fs_list", timeoutMs: 0'), BAD_USER_INPUT],
  [
    'passes a number as arguments',
    mutation('executeTool', 'tool: "fs_list", arguments: 7'),
    data('INVALID_ARGUMENTS'),
  ],
  [
    'passes a list as arguments',
    mutation('executeTool', 'tool: "fs_list", arguments: [1]'),
    data('INVALID_ARGUMENTS'),
  ],
  [
    'passes an argument of the wrong type',
    mutation('executeTool', 'tool: "fs_list", arguments: { path: 7 }'),
    data('INVALID_ARGUMENTS', { path: ['arguments', 'path'] }),
  ],
  ['asks for -1 items', { query: '{ tools(first: -1) { totalCount } }' }, BAD_USER_INPUT],
  [
    'asks for all that a number can say',
    { query: '{ tools(first: 2147483647) { totalCount } }' },
    BAD_USER_INPUT,
  ],
  ['asks for too many items', { query: '{ changes(last: 201) { __typename } }' }, BAD_USER_INPUT],
  ['asks for both ends', { query: '{ plugins(first: 1, last: 1) { totalCount } }' }, BAD_USER_INPUT],
  ['asks for half an item', { query: '{ tools(first: 1.5) { totalCount } }' }, INVALID],
  ['pages from a garbage cursor', { query: '{ tools(after: "garbage") { totalCount } }' }, BAD_USER_INPUT],
  [
    'pages from a cursor of changes',
    { query: '{ tools(after: "change_MUBh") { totalCount } }' },
    BAD_USER_INPUT,
  ],
  [
    'reads changes from garbage',
    { query: `{ answer: changes(after: "x") { ${asError} } }` },
    data('CURSOR_INVALID'),
  ],
  ['reads changes from a number', { query: '{ changes(after: 7) { __typename } }' }, BAD_USER_INPUT],
];

const badOperations: BadOperation[] = [
  ['is no GraphQL', { query: '{ tools(' }, errors('GRAPHQL_PARSE_FAILED')],
  ['is empty', { query: '' }, errors('GRAPHQL_PARSE_FAILED')],
  ['opens 5,000 brackets', { query: '{'.repeat(5000) }, errors('GRAPHQL_PARSE_FAILED')],
  ['is too deep', { query: deep }, TOO_COMPLEX],
  ['is too large in its answer', { query: `{ tools(first: 200) ${pages} }` }, TOO_COMPLEX],
  [
    'has 50 aliases',
    { query: `{ ${Array.from({ length: 50 }, (_, i) => `a${i}: __typename`).join(' ')} }` },
    TOO_COMPLEX,
  ],
  ['names an unknown field', { query: '{ tols { totalCount } }' }, INVALID],
  ['names an unknown argument', { query: '{ tools(frist: 1) { totalCount } }' }, INVALID],
  ['names an unknown value', { query: '{ tools(filter: { category: NO }) { totalCount } }' }, INVALID],
  [
    'goes round in fragments',
    { query: '{ plugin(id: "core") { ...F } } fragment F on Plugin { dependents { ...F } }' },
    INVALID,
  ],
  [
    'names no operation of several',
    { query: 'query A { __typename } query B { __typename }' },
    errors('OPERATION_RESOLUTION_FAILURE'),
  ],
  [
    'names an unknown operation',
    { query: 'query A { __typename }', operationName: 'B' },
    errors('OPERATION_RESOLUTION_FAILURE'),
  ],
  ['leaves a variable out', plugin, BAD_USER_INPUT],
  ['gives null for a variable', { ...plugin, variables: { id: null } }, BAD_USER_INPUT],
  ['gives an object for an ID', { ...plugin, variables: { id: { a: 1 } } }, BAD_USER_INPUT],
  [
    'gives an unknown value in a variable',
    {
      query: 'query($f: ToolFilter) { tools(filter: $f) { totalCount } }',
      variables: { f: { category: 'NO' } },
    },
    BAD_USER_INPUT,
  ],
];

export const BAD_OPERATIONS: readonly BadOperation[] = [...unknownIds, ...badArguments, ...badOperations];

/** The same for a subscription: its first item, or the errors instead of it. */
export const BAD_SUBSCRIPTIONS: readonly BadOperation[] = [
  [
    'follows garbage',
    { query: `subscription { answer: registryChanges(after: "x") { ${asError} } }` },
    data('CURSOR_INVALID'),
  ],
  [
    'wants no heartbeat',
    { query: 'subscription { registryChanges(heartbeatSeconds: 0) { revision } }' },
    BAD_USER_INPUT,
  ],
  [
    'filters by an unknown type',
    { query: 'subscription { registryChanges(filter: { type: No }) { revision } }' },
    INVALID,
  ],
  [
    'gives a wrong cursor in a variable',
    {
      query: 'subscription($a: ChangeCursor) { registryChanges(after: $a) { revision } }',
      variables: { a: 7 },
    },
    BAD_USER_INPUT,
  ],
];

const changesAfter = (cursor: string) => ({
  query: `query ($after: ChangeCursor) { answer: changes(after: $after) { ${asError} } }`,
  variables: { after: cursor },
});
const followAfter = (cursor: string) => ({
  query: `subscription ($after: ChangeCursor) { answer: registryChanges(after: $after) { ${asError} } }`,
  variables: { after: cursor },
});

/** Cursors that are no place of this stream. @param present a cursor of the server. */
export function badCursors(present: string): Record<'queries' | 'subscriptions', BadOperation[]> {
  const { epoch, position: revision } = decodeStreamCursor('change', present)!;
  const cursors: [what: string, cursor: string][] = [
    ['of the future', encodeChangeCursor({ epoch, revision: revision + 1 })],
    ['of another epoch', encodeChangeCursor({ epoch: '0123456789abcdef', revision: 1 })],
    ['of a list', encodeListCursor('Tool:NAME', 'fs_list')],
  ];
  return {
    queries: cursors.map(([what, cursor]) => [
      `reads changes from a cursor ${what}`,
      changesAfter(cursor),
      data('CURSOR_INVALID', { path: ['after'] }),
    ]),
    subscriptions: cursors.map(([what, cursor]) => [
      `follows from a cursor ${what}`,
      followAfter(cursor),
      data('CURSOR_INVALID', { path: ['after'] }),
    ]),
  };
}
