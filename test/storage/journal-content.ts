/** What a journal holds, and what it should hold. */
import { entityId, type Entity } from '../../src/registries/definitions.ts';
import type { Commit } from '../../src/registries/events.ts';
import type { Journal } from '../../src/storage/journal.ts';
import { toolAt } from './changes.ts';

export async function historyOf(journal: Journal): Promise<Commit[]> {
  const commits: Commit[] = [];
  for (let after = journal.oldest; after < journal.revision; after = commits.at(-1)!.revision)
    commits.push(...(await journal.read(after, 100)));
  return commits;
}

export function definitionsOf(journal: Journal): Map<string, Entity> {
  return new Map([...journal.entities()].map((entity) => [`${entity.typename}:${entityId(entity)}`, entity]));
}

/** What commits of `changes.ts` leave registered. */
export function folded(commits: readonly Commit[]): Map<string, Entity> {
  const definitions = new Map<string, Entity>();
  for (const { revision, events } of commits)
    for (const { operation, subjectId } of events)
      if (operation === 'REMOVED') definitions.delete(`Tool:${subjectId}`);
      else definitions.set(`Tool:${subjectId}`, toolAt(subjectId, revision));
  return definitions;
}
