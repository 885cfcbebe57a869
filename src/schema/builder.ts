import SchemaBuilder from '@pothos/core';
import type { JsonObject } from '../registries/definitions.ts';
import type { SchemaContext } from './context.ts';

/** The types that resolvers see. Fields are non-null and arguments optional unless they say otherwise. */
export interface SchemaTypes {
  Context: SchemaContext;
  DefaultFieldNullability: false;
  DefaultInputFieldRequiredness: false;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date | string };
    JSON: { Input: unknown; Output: unknown };
    JSONSchema: { Input: unknown; Output: JsonObject };
    ChangeCursor: { Input: string; Output: string };
  };
}

export type Builder = PothosSchemaTypes.SchemaBuilder<PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>>;

export const builder: Builder = new SchemaBuilder<SchemaTypes>({
  defaultFieldNullability: false,
});
