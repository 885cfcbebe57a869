import { z } from 'zod';
import { configSchema } from '../config.ts';

/** One field of the configuration schema, as flags, environment and help see it. */
export interface Setting {
  name: string;
  /** With `--`. */
  flag: string;
  /** Of the environment. */
  variable: string;
  kind: 'boolean' | 'number' | 'text' | 'list' | 'json';
  description: string;
  /** As it would be written in a flag; null where the description tells it. */
  defaultText: string | null;
  choices: readonly string[];
}

interface PropertySchema {
  type?: string;
  description?: string;
  default?: unknown;
  enum?: string[];
  items?: { type?: string };
}

/** All of them, in the order of the schema. */
export const SETTINGS: readonly Setting[] = Object.entries(propertySchemas()).map(([name, property]) => ({
  name,
  flag: `--${words(name).join('-').toLowerCase()}`,
  variable: `GATHERING_${words(name).join('_').toUpperCase()}`,
  kind: kindOf(property),
  description: property.description ?? '',
  defaultText: defaultText(property),
  choices: property.enum ?? [],
}));

function propertySchemas(): Record<string, PropertySchema> {
  return z.toJSONSchema(configSchema, { io: 'input' }).properties as Record<string, PropertySchema>;
}

function kindOf({ type, items }: PropertySchema): Setting['kind'] {
  if (type === 'boolean') return 'boolean';
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'string') return 'text';
  return type === 'array' && items?.type === 'string' ? 'list' : 'json';
}

function defaultText({ default: value }: PropertySchema): string | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : null;
}

/** `maxBodyBytes` is max, Body, Bytes. */
function words(name: string): string[] {
  return name.split(/(?=[A-Z])/);
}
