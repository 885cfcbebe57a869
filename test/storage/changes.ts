/** Commits whose definitions follow from their events: a tool is what its name and its last revision make it. */
import type { Entity, ToolRecord } from '../../src/registries/definitions.ts';
import type {
  Change,
  ChangeOperation,
  RegistryEvent,
  RegistryEventType,
} from '../../src/registries/events.ts';
import type { NewCommit } from '../../src/storage/journal.ts';

const TYPES = { ADDED: 'ToolRegistered', UPDATED: 'ToolUpdated', REMOVED: 'ToolUnregistered' } as const;

export function toolAt(name: string, revision: number): Entity & { typename: 'Tool' } {
  const properties = Object.fromEntries(
    Array.from({ length: 10 }, (_, n) => [
      `argument${n}`,
      { type: 'string', description: `${name}, ${revision}: “é”` },
    ]),
  );
  const record: ToolRecord = {
    name,
    title: null,
    description: `${name} as of revision ${revision}`,
    category: 'UTILITY',
    tags: ['sample'],
    pluginId: 'sample',
    availability: 'READY',
    unavailableReason: null,
    requiredCompetencies: [{ competencyId: 'sampling', level: 'EXPERT' }],
    readOnly: true,
    destructive: null,
    idempotent: null,
    openWorld: null,
    limits: { timeoutMs: 1000 },
    definitionHash: 'a'.repeat(64),
    parameters: JSON.stringify({ type: 'object', properties }),
    returns: revision % 2 ? JSON.stringify({ type: 'object' }) : null,
    examples: JSON.stringify([{ description: 'none', arguments: {} }]),
  };
  return { typename: 'Tool', record };
}

export function change(operation: ChangeOperation, name: string, revision: number): Change {
  return {
    event: event(TYPES[operation], operation, name),
    entity: operation === 'REMOVED' ? null : toolAt(name, revision),
  };
}

export function event(type: RegistryEventType, operation: ChangeOperation, subjectId: string): RegistryEvent {
  return {
    type,
    operation,
    typename: 'Tool',
    subjectId,
    pluginId: 'sample',
    categories: ['UTILITY'],
    competencies: ['sampling'],
  };
}

export function commitOf(...changes: Change[]): NewCommit {
  return { at: '2026-01-01T00:00:00.000Z', actor: { kind: 'USER', name: 'test' }, changes };
}

/** A commit that registers tools, to be appended as `revision`. */
export function registering(revision: number, ...names: string[]): NewCommit {
  return commitOf(...names.map((name) => change('ADDED', name, revision)));
}

/** Several events of every kind, on tools of few names. */
export function mixed(revision: number): NewCommit {
  const added = [0, 1, 2].map((n) => change('ADDED', `tool_${(revision * 3 + n) % 40}`, revision));
  const updated = change('UPDATED', `tool_${(revision * 5) % 40}`, revision);
  return commitOf(...added, updated, change('REMOVED', `tool_${(revision * 7) % 40}`, revision));
}
