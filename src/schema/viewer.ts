import type { Actor as ActorRecord } from '../registries/events.ts';
import { builder } from './builder.ts';

const ActorKind = builder.enumType('ActorKind', {
  description: 'What kind of actor.',
  values: {
    USER: { description: 'A person or program with a token, or `local`.' },
    AGENT: { description: 'An agent, by its token.' },
    PLUGIN: { description: 'A plugin.' },
    SYSTEM: { description: 'GatheRing itself, e.g. at start-up.' },
  } as const,
});

export const Actor = builder.objectRef<ActorRecord>('Actor').implement({
  description: 'Who did something.',
  fields: (t) => ({
    kind: t.expose('kind', { type: ActorKind, description: 'What kind of actor.' }),
    name: t.exposeString('name', { description: 'Name of the token; `local` where there are no tokens.' }),
  }),
});

builder.queryFields((t) => ({
  viewer: t.field({
    type: Actor,
    description: 'Who you are here. Needs no scope.',
    resolve: (_, __, { caller }) => caller.actor,
  }),
}));
