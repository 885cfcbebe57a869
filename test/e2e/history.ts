/** What a server says happened, and what it has to look like. */
import { describePlugin } from '../../src/plugins/describe.ts';
import { manyPlugins } from './many-plugins.ts';
import { countingPlugin } from './counting-plugin.ts';
import { slowPlugin } from './slow-plugin.ts';
import * as gql from '../graphql/graphql.ts';
import type { RealServer } from './real-server.ts';

export type Commit = gql.ChangeFragment;
type Fact = Pick<Commit['events'][number], '__typename' | 'subjectId'>;

/** All that is kept, oldest first. */
export async function historyOf(server: RealServer, after?: string): Promise<Commit[]> {
  const commits: Commit[] = [];
  for (let cursor = after; ;) {
    const { changes } = await server.run(gql.ChangesDocument, { after: cursor, first: 200 });
    if (changes.__typename !== 'ChangePage') throw new Error(JSON.stringify(changes));
    commits.push(...changes.nodes);
    if (!changes.hasNextPage) return commits;
    cursor = changes.cursor;
  }
}

/** By plugin: all facts of loading it, and all of unloading it. */
const WHOLE = new Map(
  [...manyPlugins(30), slowPlugin, countingPlugin].map((definition) => {
    const { competencies, tools, fileHandlers } = describePlugin(definition);
    const facts = (fact: string) => [
      ...competencies.map(({ id }) => `Competency${fact} ${id}`),
      ...tools.map(({ name }) => `Tool${fact} ${name}`),
      ...fileHandlers.map(({ id }) => `FileHandler${fact} ${id}`),
    ];
    return [definition.id, { PluginLoaded: facts('Registered'), PluginUnloaded: facts('Unregistered') }];
  }),
);

/** A commit in one line. */
export function factsOf({ revision, events }: Pick<Commit, 'revision'> & { events: Fact[] }): string {
  return `${revision}: ${events.map(({ __typename, subjectId }) => `${__typename} ${subjectId}`).join(', ')}`;
}

/** What is missing from a commit, or too much in it: it must load or unload each of its plugins altogether. */
export function partsOf({ events }: Commit): string[] {
  const byPlugin = Map.groupBy(events, ({ pluginId }) => pluginId!);
  return [...byPlugin].flatMap(([id, own]) => {
    const plugin = own.find(({ typename }) => typename === 'Plugin');
    const whole = WHOLE.get(id)?.[plugin?.__typename as 'PluginLoaded'] ?? [`no PluginLoaded of ${id}`];
    const found = own.filter((event) => event !== plugin).map((e) => `${e.__typename} ${e.subjectId}`);
    return [...new Set(whole).symmetricDifference(new Set(found))];
  });
}

/** The ids of each list after all of that. */
export function fold(history: readonly Commit[]) {
  const loaded = new Set<string>();
  const ids = { Tool: new Set<string>(), Competency: new Set<string>(), FileHandler: new Set<string>() };
  for (const { __typename, typename, operation, subjectId } of history.flatMap(({ events }) => events)) {
    if (typename === 'Plugin') {
      if (__typename === 'PluginLoaded') loaded.add(subjectId);
      else loaded.delete(subjectId);
    } else if (operation === 'ADDED') ids[typename].add(subjectId);
    else ids[typename].delete(subjectId);
  }
  const sorted = (set: Set<string>) => [...set].sort();
  return {
    loaded: sorted(loaded),
    tools: sorted(ids.Tool),
    competencies: sorted(ids.Competency),
    fileHandlers: sorted(ids.FileHandler),
  };
}

/** The same of what a server lists. */
export function idsOf(lists: any): ReturnType<typeof fold> {
  const ids = (name: string): string[] => lists[name].nodes.map(({ id }: { id: string }) => id).sort();
  const loaded = lists.plugins.nodes.filter(({ state }: { state: string }) => state === 'ENABLED');
  return {
    loaded: loaded.map(({ id }: { id: string }) => id).sort(),
    tools: ids('tools'),
    competencies: ids('competencies'),
    fileHandlers: ids('fileHandlers'),
  };
}
