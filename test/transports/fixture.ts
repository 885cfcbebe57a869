/** A real server over a small schema whose effects and open iterators can be counted. */
import { type IncomingHttpHeaders, type RequestOptions, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { createSchema } from 'graphql-yoga';
import { GraphQLError } from 'graphql';
import type { App } from '../../src/app.ts';
import type { Caller } from '../../src/access.ts';
import { type Clock, systemClock } from '../../src/clock.ts';
import { type Config, configSchema } from '../../src/config.ts';
import { listen } from '../../src/transports/server.ts';

const typeDefs = /* GraphQL */ `
  type Query {
    hello: String!
    viewer: String!
    bug: String
    refused: String
    text(bytes: Int!, of: String = "x"): String!
    node: Node
    nodes(ids: [ID!]!): [Node]!
    "What cannot be written as JSON: too long a text, or no JSON at all."
    unwritable(tooLong: Boolean!): Any!
    colored(color: Color, paint: Paint): String
    things(first: Int, last: Int): ThingConnection!
    people(count: Int!): [Person!]!
  }
  scalar Any
  scalar JSON
  "Has as many friends as are asked for, whatever one may expect."
  type Person {
    id: ID
    json: JSON
    friends(count: Int!): [Person!]!
    "Found one after another, in a while; counted."
    slowFriends(count: Int!): [Person!]!
  }
  enum Color {
    CRIMSON
  }
  input Paint {
    glossy: Boolean
  }
  type Mutation {
    touch: Int!
  }
  type Subscription {
    "Items one after another, as fast as they are asked for; after the last one it waits."
    items(count: Int!, bytes: Int = 10, thenOneOf: Int): Item!
    "Ends with a bug: when it is subscribed to, or at its first item."
    broken(atOnce: Boolean!): Item!
  }
  type Item {
    number: Int!
    cursor: String!
    data: String!
    people(count: Int!): [Person!]!
    unwritable(tooLong: Boolean!): Any!
  }
  type Node {
    id: ID!
    next: Node
    friends: [Node!]!
  }
  type ThingConnection {
    nodes: [Thing!]!
    edges: [ThingEdge!]!
    pageInfo: PageInfo!
    totalCount: Int!
  }
  type ThingEdge {
    node: Thing!
  }
  type Thing {
    people(count: Int!): [Person!]!
    id: ID!
    things(first: Int, last: Int): ThingConnection!
  }
  type PageInfo {
    hasNextPage: Boolean!
  }
`;

export interface Counts {
  /** Mutations that ran. */
  touched: number;
  /** Iterators not yet returned. */
  live: number;
  /** Items taken from all of them. */
  taken: number;
  /** Items made of those. */
  made: number;
  /** Slow friends that were looked for. */
  sought: number;
}

interface ItemArguments {
  count: number;
  bytes: number;
  thenOneOf?: number;
}

/** Written by hand, as every source must be: `return` ends a `next` that waits. */
function itemIterator({ count, bytes, thenOneOf }: ItemArguments, counts: Counts) {
  const sizes = [...Array<number>(count).fill(bytes), ...(thenOneOf ? [thenOneOf] : [])];
  let number = 0;
  let end = (_: { done: true; value: undefined }) => {};
  const ended = new Promise<{ done: true; value: undefined }>((resolve) => (end = resolve));
  let isOpen = true;
  counts.live += 1;
  return {
    async next() {
      const size = sizes[number];
      if (!isOpen || size === undefined) return ended;
      number += 1;
      counts.taken += 1;
      return {
        done: false as const,
        value: { items: { number, cursor: `c${number}`, data: 'x'.repeat(size) } },
      };
    },
    async return() {
      if (isOpen) counts.live -= 1;
      isOpen = false;
      end({ done: true, value: undefined });
      return { done: true as const, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function brokenSource({ atOnce }: { atOnce: boolean }) {
  const bug = new Error('secret path /home/somebody');
  if (atOnce) throw bug;
  const source = { next: () => Promise.reject(bug), [Symbol.asyncIterator]: () => source };
  return source;
}

const people = (_source: unknown, { count }: { count: number }) =>
  Array.from({ length: count }, () => ({ json: {} }));

// What JSON.stringify throws, without a text of half a gigabyte.
function unwritable(_source: unknown, { tooLong }: { tooLong: boolean }) {
  return tooLong ? { toJSON: () => 'x'.repeat(2 ** 30) } : { number: 1n };
}

const schemaFor = (counts: Counts) =>
  createSchema<{ caller: Caller }>({
    typeDefs,
    resolvers: {
      Query: {
        hello: () => 'world',
        viewer: (_source, _args, { caller }) => caller.actor.name,
        bug: () => {
          throw new Error('secret path /home/somebody');
        },
        refused: () => {
          throw new GraphQLError('Not like this.', { extensions: { code: 'BAD_USER_INPUT' } });
        },
        text: (_source, { bytes, of }: { bytes: number; of: string }) => of.repeat(bytes),
        nodes: () => [],
        unwritable,
        people,
        things: () => ({ nodes: [], edges: [], pageInfo: { hasNextPage: false }, totalCount: 0 }),
      },
      Item: {
        unwritable,
        people,
        number({ number }: { number: number }) {
          counts.made += 1;
          return number;
        },
      },
      Person: {
        friends: people,
        slowFriends: async (source, args: { count: number }) => {
          await new Promise((resolve) => setTimeout(resolve, 100));
          counts.sought += 1;
          return people(source, args);
        },
      },
      Mutation: { touch: () => ++counts.touched },
      Subscription: {
        items: { subscribe: (_source, args: ItemArguments) => itemIterator(args, counts) as never },
        broken: { subscribe: (_source, args: { atOnce: boolean }) => brokenSource(args) as never },
      },
    },
  });

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly wsUrl: string;
  readonly port: number;
  readonly counts: Counts;
  readonly log: string[];
  setReady(ready: boolean): void;
  close(deadlineMs?: number): Promise<void>;
  /** A GraphQL request as a program makes it. */
  post(query: string, init?: RequestInit): Promise<Response>;
}

export async function startServer(
  settings: Partial<Config> = {},
  clock: Clock = systemClock,
): Promise<TestServer> {
  const counts: Counts = { touched: 0, live: 0, taken: 0, made: 0, sought: 0 };
  const config = configSchema.parse({ port: 0, workspace: '/nowhere', data: '/nowhere', ...settings });
  let ready = true;
  const app = {
    config,
    schema: schemaFor(counts),
    get ready() {
      return ready;
    },
  } as App;
  const lines: string[] = [];
  const write = (message: string, data?: object) => void lines.push(`${message} ${JSON.stringify(data)}`);
  const listening = await listen(config, {
    clock,
    log: { debug: () => {}, warn: write, error: write },
    createContext: (_app, caller) => ({ caller }),
  });
  listening.serve(app);
  const url = `${listening.url}/graphql`;
  let closing: Promise<void> | undefined;
  const close = (deadlineMs = 100) => (closing ??= listening.close(deadlineMs));
  return {
    url,
    wsUrl: url.replace('http', 'ws'),
    port: listening.port,
    counts,
    log: lines,
    setReady: (value) => (ready = value),
    close,
    post: (query, { headers, ...init } = {}) =>
      fetch(url, {
        method: 'POST',
        body: JSON.stringify({ query }),
        ...init,
        headers: { 'content-type': 'application/json', ...headers },
      }),
    [Symbol.asyncDispose]: close,
  };
}

/** A token, and how the configuration names it. */
export const TOKEN = 'correct-horse-battery';
export const TOKENS: Config['tokens'] = [
  {
    name: 'dashboard',
    sha256: '62249369389075490555a758353aec61500c6218fa597252d52dc4bd0148f12d',
    scopes: ['registry:read'],
  },
];

/** Resolves when `condition` holds; fails after 25 seconds: machines may be busy. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 25_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`Waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A request with any headers, `Host` and `Origin` included. */
export function ask(
  server: Pick<TestServer, 'port'>,
  options: RequestOptions & { body?: string },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: 'localhost', port: server.port, path: '/graphql', ...options },
      (response) => {
        text(response).then(
          (body) => resolve({ status: response.statusCode!, headers: response.headers, body }),
          reject,
        );
      },
    );
    sent.once('error', reject);
    sent.end(options.body);
  });
}

/** A mutation as `ask` takes it. */
export const TOUCH = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query: 'mutation { touch }' }),
};
