/** What an operation really does, where its text could not tell: it is stopped once that is too much, or for nobody. */
import {
  type GraphQLField,
  type GraphQLSchema,
  defaultFieldResolver,
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isObjectType,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { JSON_OBJECTS, isJson } from './cost.ts';
import { MAX_OBJECTS, tooComplex } from './limits.ts';
import { paceItems } from './pace.ts';

/** One commit of 10,000 tools, with 100 objects about each. */
export const MAX_ITEM_OBJECTS = 1_000_000;

interface Meter {
  limit: number;
  /** Objects so far, those in lists and JSON values. */
  count: number;
  /** It was told once that this is too much. */
  isOver: boolean;
  isGone(): boolean;
}

/** By the context of the operation; where there is none, nothing is measured. */
const meters = new WeakMap<object, Meter>();
const measured = new WeakSet<GraphQLSchema>();

/** Measures every operation of the pipeline; `isGone` in its context tells whether its client has left. */
export function useMeter(schema: GraphQLSchema): Plugin<{ isGone?: () => boolean }> {
  measureLists(schema);
  return {
    onExecute: ({ args: { contextValue } }) => startMeter(contextValue, MAX_OBJECTS, contextValue.isGone),
  };
}

function startMeter(context: object, limit: number, isGone = () => false): void {
  meters.set(context, { limit, count: 0, isOver: false, isGone });
}

/** Changes the schema itself, once: its resolvers do as before, and count what they answer. */
function measureLists(schema: GraphQLSchema): void {
  if (measured.has(schema)) return;
  measured.add(schema);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) measureField(field);
  }
  // Not for whoever is there: others may share what is made of the item.
  paceItems(schema, (context) => startMeter(context, MAX_ITEM_OBJECTS));
}

function measureField(field: GraphQLField<unknown, object>): void {
  const named = getNamedType(field.type);
  const resolve = field.resolve ?? defaultFieldResolver;
  if (isJson(named)) {
    field.resolve = (source, args, context, info) => {
      const meter = meters.get(context);
      return meter && !mayGoOn(meter, JSON_OBJECTS) ? {} : resolve(source, args, context, info);
    };
  } else if (isListType(getNullableType(field.type)) && isCompositeType(named)) {
    field.resolve = (source, args, context, info) => {
      const meter = meters.get(context);
      if (!meter) return resolve(source, args, context, info);
      if (!mayGoOn(meter, 0)) return [];
      const items: unknown = resolve(source, args, context, info);
      return items instanceof Promise ? items.then((all) => counted(meter, all)) : counted(meter, items);
    };
  }
}

function counted(meter: Meter, items: unknown): unknown {
  return Array.isArray(items) && !mayGoOn(meter, items.length) ? [] : items;
}

/** @throws the first time that it must not: an error for each place after that would take longer than the answer. */
function mayGoOn(meter: Meter, objects: number): boolean {
  if (meter.isOver) return false;
  meter.count += objects;
  meter.isOver = meter.count > meter.limit || meter.isGone();
  if (meter.isOver) throw tooMany(meter);
  return true;
}

function tooMany({ limit }: Meter): Error {
  return tooComplex(
    `The answer has more than ${limit} objects. Ask for smaller pages (\`first\`), or for fewer lists within lists.`,
  );
}
