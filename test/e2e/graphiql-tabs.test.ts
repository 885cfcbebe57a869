import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type OperationDefinitionNode, parse } from 'graphql';
import { expect, it } from 'vitest';
import { EXAMPLE_TABS } from '../../src/transports/graphiql-tabs.ts';
import { ownFolder } from '../support/own-folder.ts';
import { DOORS } from './doors.ts';
import { serve } from './real-server.ts';

const operations = EXAMPLE_TABS.flatMap(({ query, variables = '{}' }) =>
  (parse(query).definitions as OperationDefinitionNode[]).map(({ name, operation }) => ({
    query,
    variables: JSON.parse(variables) as unknown,
    operationName: name!.value,
    door: operation === 'subscription' ? DOORS.WebSocket : DOORS.HTTP,
  })),
);

it('every operation of every tab of GraphiQL runs as it stands', async () => {
  const folder = ownFolder();
  writeFileSync(join(folder, 'README.md'), '# Demo\n');
  // Or DisablePlugin would wait for the call that StartSlowCall has begun.
  const { origin } = await serve({ folder, args: ['--drain-timeout-ms', '100'] });
  const answers: Record<string, any> = {};
  for (const { door, ...operation } of operations) {
    const { data, errors, refused } = await door(`${origin}/graphql`, operation);
    expect({ errors, refused }, operation.operationName).toEqual({});
    answers[operation.operationName] = data;
  }
  expect(answers).toMatchObject({
    RunTool: { executeTool: { status: 'SUCCEEDED' } },
    DryRun: { executeTool: { __typename: 'ExecutionPreview', needsApproval: false } },
    WaitingCalls: { executions: { nodes: [] } },
    // Until an id was put into the variables.
    ApproveCall: { approveExecution: { __typename: 'NotFound' } },
    CancelCall: { cancelExecution: { __typename: 'NotFound' } },
    InspectFile: { inspectFile: { byteSize: 7 } },
  });
});

it('the tab of waiting calls lets one run once its id is filled in', async () => {
  const { origin } = await serve({ args: ['--approve-tools', 'fs_list'] });
  const run = async (name: string, variables?: object): Promise<any> => {
    const { door, ...operation } = operations.find(({ operationName }) => operationName === name)!;
    return (await door(`${origin}/graphql`, { ...operation, ...(variables && { variables }) })).data;
  };
  const query = 'mutation { executeTool(input: { tool: "fs_list", waitMs: 0 }) { __typename } }';
  await DOORS.HTTP(`${origin}/graphql`, { query });
  const [waiting] = (await run('WaitingCalls')).executions.nodes;
  expect(waiting).toMatchObject({ toolName: 'fs_list', actor: { name: 'local' } });
  expect((await run('ApproveCall', { id: waiting.id })).approveExecution).toMatchObject({
    approvedBy: { name: 'local' },
  });
});
