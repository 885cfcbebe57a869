import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestServer, startServer, until } from './fixture.ts';
import { type RawClient, connectAndInit } from './ws-client.ts';

const nested = (depth: number, open = '{ next ', close = ' }') =>
  `{ node ${open.repeat(depth - 2)}{ id }${close.repeat(depth - 2)} }`;
const times = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => part(i)).join(' ');

const tooMuch: [what: string, query: string, message: string][] = [
  ['too deep', nested(13), 'depth'],
  [
    'too deep through a fragment',
    `${nested(12).replace('{ id }', '{ ...F }')} fragment F on Node { next { id } }`,
    'depth',
  ],
  ['too many aliases', `{ ${times(16, (i) => `a${i}: hello`)} }`, 'Aliases'],
  ['too many aliases of __typename', `{ ${times(16, (i) => `a${i}: __typename`)} }`, 'Aliases'],
  ['too many directives', `{ ${times(6, () => 'hello @include(if: true)')} }`, 'Directives'],
  ['too repetitive', `{ ${times(800, () => '__typename')} }`, 'too many errors or repetitions'],
  [
    'too wide with many ids',
    `{ nodes(ids: [${times(200, (i) => `"${i}"`)}]) { friends { friends { friends { friends { id } } } } } }`,
    'objects',
  ],
  [
    'too wide with ids in a variable',
    'query ($ids: [ID!]!) { nodes(ids: $ids) { friends { friends { friends { friends { id } } } } } }',
    'objects',
  ],
  ['too long', `{ ${times(2001, () => 'hello')} }`, 'Token'],
  [
    'too wide: pages in pages in pages',
    `{ things(first: 200) { nodes { things(first: 200) { nodes { things(first: 200) { nodes { id } } } } } } }`,
    'objects',
  ],
  [
    'too wide with default pages',
    '{ things { nodes { things { nodes { things { nodes { things { nodes { id } } } } } } } } }',
    'objects',
  ],
  [
    'too wide with pages in variables',
    'query ($n: Int) { things(first: $n) { nodes { things(first: $n) { nodes { things(first: $n) { nodes { id } } } } } } }',
    'objects',
  ],
  [
    'too wide through a fragment that was cheap elsewhere',
    `{ a: things(first: 1) { ...F } b: things(first: 200) { ...F } } fragment F on ThingConnection { nodes { things(first: 200) { edges { node { things(first: 99) { nodes { id } } } } } } }`,
    'objects',
  ],
  [
    'too wide through values that are JSON',
    '{ things(first: 200) { nodes { things(first: 200) { nodes { people(count: 1) { json } } } } } }',
    'objects',
  ],
  [
    'too wide through lists without pages',
    `{ node ${'{ friends '.repeat(7)}{ id }${' }'.repeat(7)} }`,
    'objects',
  ],
];

const fine: [what: string, query: string][] = [
  ['12 deep', nested(12)],
  ['12 deep through fragments', nested(12, '{ ... on Node { next ', ' } }')],
  [
    'a page of 200 with pages of 200',
    '{ things(first: 200) { totalCount pageInfo { hasNextPage } edges { node { id things(first: 200) { nodes { id } } } } } }',
  ],
  ['few ids', '{ nodes(ids: ["a", "b"]) { friends { friends { friends { friends { id } } } } } }'],
  ['15 aliases', `{ ${times(15, (i) => `a${i}: hello`)} }`],
  [
    'introspection',
    getIntrospectionQuery({
      descriptions: true,
      specifiedByUrl: true,
      inputValueDeprecation: true,
      oneOf: true,
    }),
  ],
];

describe('an operation', () => {
  let server: TestServer;
  let client: RawClient;
  beforeAll(async () => {
    server = await startServer();
    client = await connectAndInit(server);
  });
  afterAll(async () => {
    client.socket.terminate();
    await server.close();
  });

  it.each(tooMuch)('that is %s is refused over HTTP', async (_, query, message) => {
    const response = await server.post(query, { headers: { accept: 'application/graphql-response+json' } });
    const { errors } = await response.json();
    expect(errors).toEqual([
      { message: expect.stringContaining(message), extensions: { code: 'OPERATION_TOO_COMPLEX' } },
    ]);
    expect(response.status).toBe(400);
  });

  it.each(tooMuch)(
    'that is %s is refused over WebSocket, and the socket lives',
    async (what, query, message) => {
      client.subscribe(what, query);
      const { payload } = await client.message('error', what);
      expect(payload).toEqual([
        { message: expect.stringContaining(message), extensions: { code: 'OPERATION_TOO_COMPLEX' } },
      ]);
      client.subscribe(`after ${what}`, '{ hello }');
      expect((await client.message('next', `after ${what}`)).payload).toEqual({ data: { hello: 'world' } });
    },
  );

  it.each(fine)('with %s is answered on both', async (what, query) => {
    const overHttp = await (await server.post(query)).json();
    expect(overHttp.errors).toBeUndefined();
    client.subscribe(what, query);
    expect((await client.message('next', what)).payload).toEqual(overHttp);
  });

  it('cannot make a negative page pay for others', async () => {
    const wide = tooMuch.find(([what]) => what.includes('pages in pages'))![1];
    const response = await server.post(
      wide.replace('{', '{ less: things(first: -99999999) { nodes { id } }'),
    );
    expect((await response.json()).errors[0].extensions.code).toBe('OPERATION_TOO_COMPLEX');
  });

  it('gets suggestions where the schema may be read', async () => {
    expect(await (await server.post('{ helo }')).text()).toContain('Did you mean');
  });
});

describe('an answer of more objects than its text let expect', () => {
  const WIDE = '{ people(count: 400) { friends(count: 400) { id } } }';
  const tooMany = [
    {
      message:
        'The answer has more than 100000 objects. Ask for smaller pages (`first`), or for fewer lists within lists.',
      extensions: { code: 'OPERATION_TOO_COMPLEX' },
    },
  ];
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  it.each([
    WIDE,
    WIDE.replace('friends', 'slowFriends'),
    '{ people(count: 99999) { json } }',
    '{ people(count: 100001) { id } }',
  ])('is one error on both transports: %s', async (query) => {
    expect((await (await server.post(query)).json()).errors).toEqual(tooMany);
    using client = await connectAndInit(server);
    client.subscribe('q', query);
    expect((await client.message('next', 'q')).payload).toEqual({ errors: tooMany });
  });

  it('is given when it is just small enough', async () => {
    const { data } = await (
      await server.post('{ people(count: 300) { friends(count: 300) { id } } }')
    ).json();
    expect(data.people[299].friends).toHaveLength(300);
  });

  it('may have ten times as many as an item of a subscription, each anew', async () => {
    using client = await connectAndInit(server);
    client.subscribe(
      's',
      'subscription { items(count: 3) { people(count: 800) { friends(count: 800) { id } } } }',
    );
    const isThere = () => client.messages.filter(({ type }) => type === 'next').length === 3;
    await until(isThere, 'all items');
    client.subscribe(
      't',
      'subscription { items(count: 1) { people(count: 1001) { friends(count: 1000) { id } } } }',
    );
    expect((await client.message('next', 't')).payload.errors[0].extensions.code).toBe(
      'OPERATION_TOO_COMPLEX',
    );
  });

  it.each(['http', 'ws'])('is no longer made for a client that has gone: %s', async (transport) => {
    const query = `{ people(count: 1) ${'{ slowFriends(count: 1) '.repeat(3)}{ id }${' }'.repeat(3)} }`;
    const before = server.counts.sought;
    if (transport === 'http') {
      const controller = new AbortController();
      const asked = server.post(query, { signal: controller.signal }).catch(() => {});
      await until(() => server.counts.sought > before, 'it runs');
      controller.abort();
      await asked;
    } else {
      using client = await connectAndInit(server);
      client.subscribe('q', query);
      await until(() => server.counts.sought > before, 'it runs');
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(server.counts.sought - before).toBeLessThan(3);
  });
});

describe('introspection that is off', () => {
  it('is refused on every transport, and no error tells a name', async () => {
    await using server = await startServer({ introspection: false });
    using client = await connectAndInit(server);
    for (const query of [
      '{ __schema { types { name } } }',
      '{ __type(name: "Query") { name } }',
      '{ helo }',
    ]) {
      const answer = await (await server.post(query)).json();
      expect(answer.errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
      expect(answer.errors[0].message).not.toContain('Did you mean');
      client.subscribe(query, query);
      expect((await client.message('error', query)).payload).toEqual(answer.errors);
    }
    expect((await server.post('{ __typename }')).status).toBe(200);
  });

  it.each<[what: string, query: string, variables?: object]>([
    ['fields', '{ helo }'],
    ['arguments', '{ colored(colour: CRIMSON) }'],
    ['types', '{ ... on Querry { hello } }'],
    ['fragments', '{ nodes(ids: []) { id } node { glossy } }'],
    ['enum values', '{ colored(color: CRIMSOM) }'],
    ['fields of inputs', '{ colored(paint: { glosy: true }) }'],
    ['enum values in variables', 'query ($c: Color) { colored(color: $c) }', { c: 'CRIMSOM' }],
    ['fields of inputs in variables', 'query ($p: Paint) { colored(paint: $p) }', { p: { glosy: true } }],
    [
      'variables of subscriptions',
      'subscription ($n: Int!, $p: Paint) { items(count: $n, paint: $p) { number } }',
    ],
    ['quoted questions', 'query ($c: Color) { colored(color: $c) }', { c: 'Did you mean ? CRIMSON' }],
  ])('suggests no %s', async (what, query, variables) => {
    await using server = await startServer({ introspection: false });
    using client = await connectAndInit(server);
    for (const accept of ['application/json', 'text/event-stream']) {
      const body = JSON.stringify({ query, variables });
      const text = await (await server.post(query, { body, headers: { accept } })).text();
      expect(text).toContain('"errors"');
      expect(text).not.toMatch(/Did you mean/);
    }
    client.send({ type: 'subscribe', id: what, payload: { query, variables } });
    await until(() => client.messages.some(({ id }) => id === what), 'the answer');
    expect(JSON.stringify(client.messages)).toContain('"message"');
    expect(JSON.stringify(client.messages)).not.toMatch(/Did you mean/);
  });
});
