/** A registry that never stands still, behind a real socket. */
import { type DefinitionNode, type DocumentNode, parse } from 'graphql';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { Config } from '../../src/config.ts';
import { createContext } from '../../src/schema/context.ts';
import { listen } from '../../src/transports/server.ts';
import { type Cable, layCable } from '../e2e/cable.ts';
import { manyPlugins } from '../e2e/many-plugins.ts';
import { listsOf } from '../e2e/watcher.ts';
import * as gql from '../graphql/graphql.ts';
import { quietLog } from '../support/quiet-log.ts';
import { openTestApp } from '../support/test-app.ts';
import { OPERATIONS } from './snippets.ts';

const PLUGINS = 20;
const DOCUMENTS = [
  gql.LoadPluginDocument,
  gql.UnloadPluginDocument,
  gql.EnablePluginDocument,
  gql.DisablePluginDocument,
];

export interface LiveRegistry {
  /** `http://127.0.0.1:PORT/graphql`, by way of the cable. */
  url: string;
  cable: Cable;
  /** So many commits, at random; the revision of the last. */
  change(commits: number): Promise<number>;
  /** What a server answers to `Lists` that nobody has cached. */
  lists(): Promise<any>;
}

export async function liveRegistry(settings: Partial<Config> = {}): Promise<LiveRegistry> {
  const { app, run } = await openTestApp(manyPlugins(PLUGINS), { port: 0, ...settings });
  const { url, port, serve, close } = await listen(app.config, {
    clock: systemClock,
    log: quietLog,
    createContext,
  });
  serve(app);
  onTestFinished(() => close(100));
  const cable = await layCable(port);
  let seed = 11;
  const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below;

  async function commit(): Promise<number | undefined> {
    const document = DOCUMENTS[random(DOCUMENTS.length)] as typeof gql.UnloadPluginDocument;
    const cascade = document === gql.UnloadPluginDocument ? { cascade: random(2) === 0 } : {};
    const [result] = Object.values(await run(document, { input: { id: `p${random(PLUGINS)}`, ...cascade } }));
    return (result as { change?: { revision: number } | null }).change?.revision;
  }
  return {
    url: `${cable.origin}/graphql`,
    cable,
    async change(commits) {
      let last = 0;
      for (let made = 0; made < commits; ) {
        const revision = await commit();
        if (revision === undefined) continue;
        last = revision;
        made += 1;
      }
      return last;
    },
    lists: () => listsOf(url),
  };
}

export const LISTS = operation('Lists');
export const CHANGES = operation('Changes');

/** An operation of docs/change-stream.md, with the fragments. */
function operation(name: string): DocumentNode {
  const { definitions, ...rest } = parse(OPERATIONS);
  const others = (definition: DefinitionNode) =>
    definition.kind === 'OperationDefinition' && definition.name?.value !== name;
  return { ...rest, definitions: definitions.filter((definition) => !others(definition)) };
}
