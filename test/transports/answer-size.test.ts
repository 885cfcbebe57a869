import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestServer, ask, startServer, until } from './fixture.ts';
import { connectAndInit } from './ws-client.ts';

const KIB = 1024;
/** The answers allowed here have at most 100 KiB, items 800 KiB. */
const SETTINGS = { maxAnswerBytes: 100 * KIB, maxResultBytes: KIB };
const TOO_LARGE = [
  {
    message: expect.stringContaining('102400 bytes (setting `maxAnswerBytes`)'),
    extensions: { code: 'RESPONSE_TOO_LARGE' },
  },
];
const ITEM = (bytes: number) => `subscription { items(count: 2, bytes: ${bytes}) { number data } }`;

describe('an answer larger than `maxAnswerBytes`', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer(SETTINGS);
  });
  afterAll(() => server.close());

  const large: [what: string, query: string][] = [
    ['one long text', `{ text(bytes: ${100 * KIB}) }`],
    [
      'the same text under many names',
      `{ ${Array.from({ length: 11 }, (_, i) => `a${i}: text(bytes: ${10 * KIB})`).join(' ')} }`,
    ],
    ['many small things', '{ people(count: 20000) { __typename } }'],
    ['characters of several bytes', `{ text(bytes: ${40 * KIB}, of: "€") }`],
  ];

  it.each(large)('is one error that says what to do: %s', async (what, query) => {
    for (const [accept, status] of [
      ['application/json', 200],
      ['application/graphql-response+json', 400],
    ] as const) {
      const response = await server.post(query, { headers: { accept } });
      expect([response.status, await response.json()]).toEqual([status, { errors: TOO_LARGE }]);
    }
    const stream = await server.post(query, { headers: { accept: 'text/event-stream' } });
    expect(await stream.text()).toContain('RESPONSE_TOO_LARGE');
    using client = await connectAndInit(server);
    client.subscribe(what, query);
    expect((await client.message('error', what)).payload).toEqual(TOO_LARGE);
    client.subscribe('alive', '{ hello }');
    await client.message('next', 'alive');
  });

  it('is counted as it is written', async () => {
    // The quotes are two bytes each as JSON.
    const { errors } = await (await server.post(`{ text(bytes: ${60 * KIB}, of: "\\"") }`)).json();
    expect(errors).toEqual(TOO_LARGE);
    const { data } = await (await server.post(`{ text(bytes: ${100 * KIB - 20}) }`)).json();
    expect(data.text).toHaveLength(100 * KIB - 20);
  });

  it('is no item of a subscription, which may be eight times as large', async () => {
    using client = await connectAndInit(server);
    client.subscribe('s', ITEM(799 * KIB));
    const items = () => client.messages.filter(({ type }) => type === 'next');
    await until(() => items().length === 2, 'both items');
    expect(items()[1]!.payload.data.items.data).toHaveLength(799 * KIB);
    client.subscribe('t', ITEM(800 * KIB));
    expect((await client.message('error', 't')).payload).toMatchObject([
      { message: expect.stringContaining('819200 bytes'), extensions: { code: 'RESPONSE_TOO_LARGE' } },
    ]);
  });

  it('is not even written down', async () => {
    const before = process.memoryUsage().rss;
    const names = Array.from({ length: 14 }, (_, i) => `a${i}: text(bytes: 100000000)`);
    await ask(server, { path: `/graphql?query=${encodeURIComponent(`{ ${names.join(' ')} }`)}` });
    expect(process.memoryUsage().rss - before).toBeLessThan(400_000_000);
  });
});

it('an answer may always be three times as large as the result of a tool', async () => {
  await using server = await startServer({ maxAnswerBytes: 64 * KIB, maxResultBytes: 100 * KIB });
  expect((await (await server.post(`{ text(bytes: ${299 * KIB}) }`)).json()).errors).toBeUndefined();
  expect((await (await server.post(`{ text(bytes: ${300 * KIB}) }`)).json()).errors).toHaveLength(1);
});
