/** Apps with one tool, and calls of it. */
import type { Caller } from '../../src/access.ts';
import type { ToolContext } from '../../src/plugins/contract.ts';
import * as gql from '../graphql/graphql.ts';
import { plugin } from './plugins.ts';
import { type TestApp, openTestApp } from './test-app.ts';

type Run = (args: never, context: ToolContext) => unknown;

/** An app with one tool, `t`. */
export const withTool = (run: Run, more: object = {}, settings = {}, deps = {}) =>
  openTestApp(
    [
      plugin('p', {
        tools: [{ name: 't', description: '', parameters: { type: 'object' }, run: run as never, ...more }],
      }),
    ],
    settings,
    deps,
  );

export type Called = NonNullable<gql.ExecuteToolMutation['executeTool']>;
export type CalledExecution = Extract<Called, { __typename: 'Execution' }>;

/** Calls the tool `t`. */
export async function call(
  { run }: TestApp,
  input: Partial<gql.ExecuteToolInput> = {},
  caller?: Caller,
): Promise<Called> {
  return (await run(gql.ExecuteToolDocument, { input: { tool: 't', ...input } }, caller)).executeTool!;
}

/** Calls it and does not wait for its end. */
export async function begin(
  test: TestApp,
  input: Partial<gql.ExecuteToolInput> = {},
  caller?: Caller,
): Promise<CalledExecution> {
  const called = await call(test, { waitMs: 0, ...input }, caller);
  if (called.__typename !== 'Execution') throw new Error(JSON.stringify(called));
  return called;
}

export async function find({ run }: TestApp, { id }: { id: string }) {
  return (await run(gql.ExecutionDocument, { id })).execution;
}

/** A caller of that name. */
export function callerOf(name: string, ...scopes: string[]): Caller {
  return {
    actor: { kind: 'USER', name },
    scopes: new Set((scopes.length > 0 ? scopes : ['tool:execute', 'registry:read']) as never),
    agentId: null,
  };
}

/** Runs that wait until they are let go, in any order. */
export function gate() {
  const waiting: (() => void)[] = [];
  let ran = 0;
  return {
    /** How many have begun. */
    get ran() {
      return ran;
    },
    run: () => {
      ran += 1;
      return new Promise<string>((resolve) => waiting.push(() => resolve('done')));
    },
    /** Lets so many go, the first ones first. */
    open(count = Infinity) {
      for (const release of waiting.splice(0, count)) release();
    },
  };
}
