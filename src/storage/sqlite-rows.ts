import { crc32 } from 'node:zlib';
import type { StorageDamaged } from '../registries/errors.ts';
import type { Entity, EntityType } from '../registries/definitions.ts';
import type { Commit } from '../registries/events.ts';
import { damaged } from './errors.ts';

/** typename, id, head, parameters, returns, examples, checksum */
export type EntityRow = [EntityType, string, ...EntityColumns, number];
/** revision, at, actor, events, checksum */
export type CommitRow = [number, string, string, string, number];
type EntityColumns = [
  head: string,
  parameters: string | null,
  returns: string | null,
  examples: string | null,
];

export function columnsOfEntity(entity: Entity): EntityColumns {
  if (entity.typename !== 'Tool') return [JSON.stringify(entity.record), null, null, null];
  const { parameters, returns, examples } = entity.record;
  const head = { ...entity.record, parameters: undefined, returns: undefined, examples: undefined };
  return [JSON.stringify(head), parameters, returns, examples];
}

/** @throws StorageDamaged when the row is not what was written. */
export function entityOf([typename, id, head, parameters, returns, examples, sum]: EntityRow): Entity {
  const what = `the definition of ${typename} "${id}"`;
  if (checksum([head, parameters, returns, examples]) !== sum) throw unreadable(what);
  const record = parsed(head, what) as object;
  return {
    typename,
    record: typename === 'Tool' ? { ...record, parameters, returns, examples } : record,
  } as Entity;
}

export function columnsOfCommit({ at, actor, events }: Commit): [string, string, string] {
  return [at, JSON.stringify(actor), JSON.stringify(events)];
}

/** @throws StorageDamaged when the row is not what was written. */
export function commitOf([revision, at, actor, events, sum]: CommitRow): Commit {
  const what = `commit ${revision} of the history`;
  if (checksum([at, actor, events]) !== sum) throw unreadable(what);
  return { revision, at, actor: parsed(actor, what), events: parsed(events, what) } as Commit;
}

/** @throws StorageDamaged when it is not JSON. */
export function parsed(json: string, what: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw unreadable(what);
  }
}

function unreadable(what: string): StorageDamaged {
  return damaged(`The journal is damaged: ${what} cannot be read.`);
}

/**
 * Changes with any byte of what a row holds. Of a character beyond Latin-1, only the low byte counts: so the text
 * needs no encoding, which would cost twice what the sum itself does.
 */
export function checksum(columns: readonly (string | null)[]): number {
  let length = 0;
  for (const column of columns) {
    const text = column ?? '';
    if (scratch.length < length + text.length) scratch = Buffer.concat([scratch], 2 * (length + text.length));
    length += scratch.write(text, length, 'latin1');
  }
  return crc32(scratch.subarray(0, length));
}

// Reused: making a buffer for each row would cost more than all the rest.
let scratch = Buffer.alloc(65_536);
