import { GraphQLError, Kind, valueFromASTUntyped } from 'graphql';
import { builder } from './builder.ts';

builder.scalarType('DateTime', {
  description: 'A moment: RFC 3339, UTC, for example `2026-01-31T12:00:00.000Z`.',
  specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time.html',
  serialize: (value) => (value instanceof Date ? value.toISOString() : value),
  parseValue: parseDate,
});

builder.scalarType('JSON', {
  description:
    'Any JSON value, unchanged. Written inline, the keys of an object are GraphQL names; for other keys pass a variable.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});

builder.scalarType('JSONSchema', {
  description: 'A JSON Schema object, draft 2020-12 or draft-07.',
  specifiedByURL: 'https://json-schema.org/draft/2020-12',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});

builder.scalarType('ChangeCursor', {
  description: 'A place in a change stream. Opaque; the cursor of a list is something else, and is refused.',
  serialize: (value) => value,
  parseValue: parseText,
  parseLiteral: (node) => parseText(node.kind === Kind.STRING ? node.value : undefined),
});

function parseText(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new GraphQLError('A change cursor is a string.', { extensions: { code: 'BAD_USER_INPUT' } });
}

function parseDate(value: unknown): Date {
  const date = typeof value === 'string' ? new Date(value) : new Date(Number.NaN);
  if (!Number.isNaN(date.getTime())) return date;
  throw new GraphQLError('A DateTime is RFC 3339 text, for example "2026-01-31T12:00:00Z".', {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}
