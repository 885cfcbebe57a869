/** Relay connections: one type per noun, key cursors, a stated maximum. */
import type { ObjectRef } from '@pothos/core';
import { decodeListCursor, encodeListCursor } from '../registries/cursor.ts';
import type { Listing } from '../registries/listing.ts';
import { type Page, takePage } from '../registries/page.ts';
import { type SchemaTypes, builder } from './builder.ts';
import { badUserInput } from './context.ts';

type Types = PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>;

const DEFAULT_SIZE = 50;
const MAX_SIZE = 200;

/** A page of a list and where it was read. */
export interface ConnectionPage<T> {
  /** Names the list and its order inside cursors. */
  list: string;
  page: Page<T>;
  listing: Listing<T>;
  revision: number;
}

const PageInfo = builder.objectRef<ConnectionPage<unknown>>('PageInfo').implement({
  description: 'Where a page lies in its list.',
  fields: (t) => ({
    hasNextPage: t.boolean({
      description: 'Is there more behind this page?',
      resolve: ({ page }) => page.hasNextPage(),
    }),
    hasPreviousPage: t.boolean({
      description: 'Is there more before this page?',
      resolve: ({ page }) => page.hasPreviousPage(),
    }),
    startCursor: t.string({
      nullable: true,
      description: 'For `before`: the cursor of the first item; null on an empty page.',
      resolve: ({ list, page }) => cursorOf(list, page.rows[0]),
    }),
    endCursor: t.string({
      nullable: true,
      description: 'For `after`: the cursor of the last item; null on an empty page.',
      resolve: ({ list, page }) => cursorOf(list, page.rows.at(-1)),
    }),
  }),
});

/** The connection and edge types of a noun. */
export function connectionOf<T>(noun: string, node: ObjectRef<Types, T>) {
  const Edge = builder.objectRef<{ cursor: string; node: T }>(`${noun}Edge`).implement({
    description: `One ${noun} and its place in a list.`,
    fields: (t) => ({
      cursor: t.exposeString('cursor', { description: 'For `after` and `before`.' }),
      node: t.field({
        type: node as never,
        description: `The ${noun}.`,
        resolve: (edge) => edge.node as never,
      }),
    }),
  });
  return builder.objectRef<ConnectionPage<T>>(`${noun}Connection`).implement({
    description: `A page of a list of ${noun} things.`,
    fields: (t) => ({
      nodes: t.field({
        type: [node] as never,
        description: 'The items of this page.',
        resolve: ({ page }) => page.rows.map(([, record]) => record) as never,
      }),
      edges: t.field({
        type: [Edge],
        description: 'The items of this page, each with its cursor.',
        resolve: ({ list, page }) =>
          page.rows.map(([key, record]) => ({ cursor: encodeListCursor(list, key), node: record })),
      }),
      pageInfo: t.field({
        type: PageInfo,
        description: 'Where this page lies in its list.',
        resolve: (page) => page,
      }),
      totalCount: t.int({
        description: 'How many match, on all pages.',
        resolve: ({ listing }) => listing.count(),
      }),
      revision: t.exposeInt('revision', {
        description: 'Revision of the registry at which this page was read.',
      }),
    }),
  });
}

/** Arguments of every list. */
export const pageArguments = builder.args((t) => ({
  first: t.int({
    description: `How many from the start, 0 to ${MAX_SIZE}; default ${DEFAULT_SIZE}. 0 counts only.`,
  }),
  after: t.string({ description: 'Only what lies behind this cursor.' }),
  last: t.int({ description: `How many from the end, 0 to ${MAX_SIZE}; instead of \`first\`.` }),
  before: t.string({ description: 'Only what lies before this cursor.' }),
}));

export interface PageArguments {
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}

/** Reads a page. @throws GraphQLError BAD_USER_INPUT for a bad size or a cursor of another list. */
export function readPage<T>(
  listing: Listing<T>,
  { first, after, last, before }: PageArguments,
  { list, revision }: { list: string; revision: number },
): ConnectionPage<T> {
  if (first != null && last != null) throw badUserInput('Give `first` or `last`, not both.', ['last']);
  const page = takePage(listing, {
    size: size(first, 'first') ?? size(last, 'last') ?? DEFAULT_SIZE,
    after: keyOf(list, after, 'after'),
    before: keyOf(list, before, 'before'),
    backward: last != null,
  });
  return { list, page, listing, revision };
}

function size(value: number | null | undefined, argument: string): number | undefined {
  if (value == null) return undefined;
  if (value >= 0 && value <= MAX_SIZE) return value;
  throw badUserInput(`\`${argument}\` must be from 0 to ${MAX_SIZE}, not ${value}.`, [argument]);
}

function keyOf(list: string, cursor: string | null | undefined, argument: string): string | undefined {
  if (cursor == null) return undefined;
  const key = decodeListCursor(list, cursor);
  if (key !== null) return key;
  const hint = 'Take one from `pageInfo` or `edges` of the same list in the same order.';
  throw badUserInput(`\`${argument}\` is not a cursor of this list. ${hint}`, [argument]);
}

function cursorOf(list: string, row: readonly [string, unknown] | undefined): string | null {
  return row ? encodeListCursor(list, row[0]) : null;
}
