import type { z } from 'zod';
import { printable } from '../registries/errors.ts';

type Issue = z.core.$ZodIssue;

const NOUNS: Record<string, string> = {
  int: 'a whole number',
  number: 'a whole number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** What is wrong with one value, as the rest of a sentence. Quotes `value` only where it is a plain top-level one. */
export function complaint(issue: Issue, value: unknown): string {
  const within = issue.path.slice(1);
  const place = within.length > 0 ? `: ${pathText(within)}` : '';
  return `${place} ${rule(issue, value)}${within.length === 0 ? quoted(value) : ''}.`;
}

function rule(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return valueAt(value, issue.path.slice(1)) === undefined
        ? 'is missing'
        : `must be ${NOUNS[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be one of ${issue.values.join(', ')}`;
    case 'too_small':
      return issue.origin === 'number' || issue.origin === 'int'
        ? `must be at least ${issue.minimum}`
        : 'must not be empty';
    case 'too_big':
      return `must be at most ${issue.maximum}`;
    case 'unrecognized_keys':
      return `has an unknown field "${printable(issue.keys[0] ?? '')}"`;
    case 'invalid_key':
      return `is no possible name: ${issue.issues[0]?.message}`;
    default:
      return issue.message;
  }
}

function quoted(value: unknown): string {
  if (typeof value === 'string') return `, not "${printable(value)}"`;
  return typeof value === 'number' || typeof value === 'boolean' ? `, not ${value}` : '';
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${printable(String(part))}`))
    .join('')
    .replace(/^\./, '');
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | null)?.[key], value);
}
