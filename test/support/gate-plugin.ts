/** A plugin whose calls run until the test lets them end. */
import type { PluginDefinition, ToolDefinition } from '../../src/plugins/contract.ts';
import * as gql from '../graphql/graphql.ts';
import { echo, plugin } from './plugins.ts';
import type { TestApp } from './test-app.ts';

export interface Gate {
  /** Tools `<id>_work`, which waits for `open`, and `<id>_echo`. */
  definition: PluginDefinition;
  /** Resolves with the signal of the next call of `work` that has begun. */
  begun(): Promise<AbortSignal>;
  /** Lets the calls that run end, with that answer. */
  open(answer?: string): void;
}

export function gatePlugin(
  id: string,
  more: Partial<PluginDefinition> = {},
  tool: Partial<ToolDefinition> = {},
): Gate {
  let begin = Promise.withResolvers<AbortSignal>();
  let end = Promise.withResolvers<string>();
  const work = echo(`${id}_work`, {
    parameters: undefined,
    run(_, { signal }) {
      begin.resolve(signal);
      begin = Promise.withResolvers();
      return end.promise;
    },
    ...tool,
  });
  return {
    definition: plugin(id, { tools: [work, echo(`${id}_echo`)], ...more }),
    begun: () => begin.promise,
    open(answer = 'done') {
      end.resolve(answer);
      end = Promise.withResolvers();
    },
  };
}

/** Calls `work`; resolves when it runs, to how it will have ended. */
export async function startWork(
  test: TestApp,
  gate: Gate,
): Promise<{ ended: Promise<any>; signal: AbortSignal }> {
  const begun = gate.begun();
  const { id } = gate.definition;
  const ended = test
    .run(gql.ExecuteToolDocument, { input: { tool: `${id}_work`, waitMs: 600_000 } })
    .then(({ executeTool }) => executeTool);
  // A test that does not wait for it may close the app before it can be answered.
  ended.catch(() => {});
  return { signal: await begun, ended };
}
