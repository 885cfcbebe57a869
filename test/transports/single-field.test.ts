import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestServer, startServer, until } from './fixture.ts';
import { type RawClient, connectAndInit } from './ws-client.ts';

const selecting = (field: string, variable = '') => `subscription ${variable} { ${field} }`;
const ITEMS = 'items(count: 1) @DIRECTIVE { number }';
const items = (directive: string) => ITEMS.replace('@DIRECTIVE', directive);
const IF = '($if: Boolean! = false)';

const nothing: [what: string, query: string, variables?: object][] = [
  ['@skip', selecting(items('@skip(if: true)'))],
  ['@include', selecting(items('@include(if: false)'))],
  [
    '@skip on a fragment spread',
    `${selecting('...F @skip(if: true)')} fragment F on Subscription { ${items('')} }`,
  ],
  ['@include with a variable', selecting(items('@include(if: $if)'), IF), { if: false }],
  ['@include with the default of a variable', selecting(items('@include(if: $if)'), IF)],
];

describe('a subscription', () => {
  let server: TestServer;
  let client: RawClient;
  beforeEach(async () => {
    server = await startServer();
    client = await connectAndInit(server);
  });
  afterEach(async () => {
    client.socket.terminate();
    await server.close();
  });

  async function overHttp(query: string, variables?: object): Promise<string> {
    const body = JSON.stringify({ query, variables });
    return (await server.post(query, { body, headers: { accept: 'text/event-stream' } })).text();
  }

  async function overWebSocket(query: string, variables?: object) {
    client.send({ type: 'subscribe', id: 's', payload: { query, variables } });
    await until(() => client.messages.some(({ id }) => id === 's'), 'the answer');
    return client.messages.find(({ id }) => id === 's')!;
  }

  it.each(nothing)('that selects nothing by %s is a mistake, not a bug', async (_, query, variables) => {
    const error = {
      message: 'A subscription must select one field.',
      extensions: { code: 'BAD_USER_INPUT' },
    };
    const data = /^data: (.+)$/m.exec(await overHttp(query, variables))![1]!;
    expect(JSON.parse(data)).toEqual({ errors: [error] });
    expect((await overWebSocket(query, variables)).payload).toEqual({ errors: [error] });
    expect(server.log).toEqual([]);
  });

  it.each([
    ['@include', '@include(if: $if)', true],
    ['@skip', '@skip(if: $if)', false],
  ])('may select its field by %s with a variable', async (_, directive, value) => {
    const { payload } = await overWebSocket(selecting(items(directive), IF), { if: value });
    expect(payload).toEqual({ data: { items: { number: 1 } } });
  });

  it.each([
    ['two fields', selecting(`${items('')} other: ${items('')}`)],
    [
      'two fields of which variables choose',
      selecting(`${items('@skip(if: $if)')} other: ${items('@include(if: $if)')}`, IF),
    ],
    ['__typename', selecting('__typename')],
  ])('that selects %s is refused', async (_, query) => {
    expect((await overWebSocket(query)).payload).toMatchObject([
      { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
    ]);
    expect(await overHttp(query)).toContain('GRAPHQL_VALIDATION_FAILED');
  });
});
