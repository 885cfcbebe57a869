import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Door, DOORS, type Visitor } from './doors.ts';
import { serve } from './real-server.ts';
import { SHIPPED_TOOLS } from '../support/shipped.ts';

const SCOPES = {
  reader: ['registry:read'],
  runner: ['tool:execute'],
  keeper: ['plugin:manage'],
  owner: ['admin'],
};
const NAMES = Object.keys(SCOPES);
const tokenOf = (name: string) => `token-of-${name}-0123456789`;
const GATHERING_TOKENS = JSON.stringify(
  Object.entries(SCOPES).map(([name, scopes]) => ({
    name,
    sha256: createHash('sha256').update(tokenOf(name)).digest('hex'),
    scopes,
  })),
);

const OPERATIONS = {
  read: '{ answer: tools(first: 1) { totalCount } }',
  watch: 'subscription { answer: registryChanges { __typename } }',
  run: `mutation { answer: executeTool(input: { tool: "fs_list", arguments: { path: "." } }) {
    ... on Execution { status } ... on Error { code message } } }`,
  change: `mutation { answer: disablePlugin(input: { id: "core", dryRun: true }) {
    ... on PluginChanged { plugin { id } } ... on Error { code message } } }`,
};
type Kind = keyof typeof OPERATIONS;
const MAY: Record<Kind, string[]> = {
  read: ['reader', 'keeper', 'owner'],
  watch: ['reader', 'keeper', 'owner'],
  run: ['runner', 'owner'],
  change: ['keeper', 'owner'],
};
const WORKS = {
  read: { totalCount: SHIPPED_TOOLS },
  watch: { __typename: 'Heartbeat' },
  run: { status: 'SUCCEEDED' },
  change: { plugin: { id: 'core' } },
};
const NEEDS = { read: 'registry:read', watch: 'registry:read', run: 'tool:execute', change: 'plugin:manage' };

/** As data where the operation has a place for it, else as a GraphQL error. */
function refusalOf(kind: Kind, name: string) {
  const message = `This needs the scope "${NEEDS[kind]}", which the token "${name}" does not have.`;
  if (kind === 'run' || kind === 'change') return { data: { answer: { code: 'ACCESS_DENIED', message } } };
  return { errors: [{ message, extensions: { code: 'FORBIDDEN', scope: NEEDS[kind] } }] };
}

describe('Guarantees 22 and 23: with tokens, the same holds over', () => {
  it.each(Object.entries(DOORS))('%s', async (way, door: Door) => {
    const { origin } = await serve({ env: { GATHERING_TOKENS } });
    const ask = (query: string, visitor?: Visitor) => door(`${origin}/graphql`, { query }, visitor);
    const kinds = (Object.keys(OPERATIONS) as Kind[]).filter((kind) => kind !== 'watch' || way !== 'HTTP');
    for (const kind of kinds) {
      for (const name of NAMES) {
        const reply = await ask(OPERATIONS[kind], { token: tokenOf(name) });
        const expected = MAY[kind].includes(name) ? { data: { answer: WORKS[kind] } } : refusalOf(kind, name);
        expect(reply, `${kind} by ${name}`).toMatchObject(expected);
        expect(reply.refused).toBe(undefined);
      }
      const refused = way === 'WebSocket' ? 4403 : 401;
      for (const token of [undefined, tokenOf('nobody'), 'a'.repeat(64)])
        expect(await ask(OPERATIONS[kind], { token }), `${kind} with ${token}`).toMatchObject({ refused });
      for (const foreign of ['https://evil.example', 'http://localhost:1', 'null'])
        expect(
          await ask(OPERATIONS[kind], { token: tokenOf('owner'), origin: foreign }),
          `${kind} from ${foreign}`,
        ).toMatchObject({ refused: 403 });
    }
    for (const name of NAMES)
      expect(await ask('{ viewer { kind name } }', { token: tokenOf(name), origin })).toEqual({
        data: { viewer: { kind: 'USER', name } },
      });
  });

  it('and without tokens everybody on this machine is `local`, pages of other sites excepted', async () => {
    const { origin } = await serve();
    for (const door of Object.values(DOORS)) {
      const viewer = { query: '{ viewer { name } }' };
      expect(await door(`${origin}/graphql`, viewer)).toEqual({ data: { viewer: { name: 'local' } } });
      const evil = { origin: 'https://evil.example' };
      expect(await door(`${origin}/graphql`, viewer, evil)).toMatchObject({ refused: 403 });
      expect(await door(`${origin}/graphql`, { query: OPERATIONS.run }, evil)).toMatchObject({
        refused: 403,
      });
    }
  });
});
