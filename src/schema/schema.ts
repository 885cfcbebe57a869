/** The whole GraphQL schema. Tools are data: loading a plugin never changes it. */
import type { GraphQLSchema } from 'graphql';
import { builder } from './builder.ts';
import './scalars.ts';
import './node.ts';
import './registry.ts';
import './viewer.ts';
import './plugin.ts';
import './tool.ts';
import './competency.ts';
import './file-handler.ts';
import './event.ts';
import './change-stream.ts';
import './plugin-changes.ts';
import './plugin-source.ts';
import './artifact.ts';
import './execution.ts';
import './execution-calls.ts';
import './execution-list.ts';
import './execution-stream.ts';
import './file-inspection.ts';

builder.queryType({
  description:
    'What is there. Every field needs the scope `registry:read`, but for `viewer`, and for own calls and artifacts in `execution` and `node`.',
});
builder.mutationType({
  description: 'What can be done. A result is a union of success and expected failures.',
});
builder.subscriptionType({
  description: 'What happens, as it happens: over WebSocket or server-sent events.',
});

// In the order of their declaration: levels of skill, for one, have an order that says something.
export const schema: GraphQLSchema = builder.toSchema({ sortSchema: false });
schema.description =
  'The live capability registry of an agent platform. Plugins bring tools, competencies and file handlers, and load and ' +
  'unload while the service runs. Begin with `registry`, `tools` and `executeTool`; follow with `registryChanges`.';
