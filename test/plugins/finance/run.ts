/** Runs tools of the plugin as an engine would, in the folder of the example files. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { openWorkspace } from '../../../src/execution/workspace.ts';
import {
  type JsonObject,
  type ToolDefinition,
  ToolError,
  type Workspace,
} from '../../../src/plugins/contract.ts';
import { ownFolder } from '../../support/own-folder.ts';
import { runTool } from '../core/run-tool.ts';

/** A workspace of its own, with the files of examples/data. */
export function exampleWorkspace(): Workspace {
  const root = ownFolder();
  cpSync(join(import.meta.dirname, '../../../examples/data'), join(root, 'examples/data'), {
    recursive: true,
  });
  return openWorkspace({ root, hidden: [] });
}

/** What a tool answers. */
export async function answerOf(
  tool: ToolDefinition,
  args: JsonObject,
  workspace = exampleWorkspace(),
): Promise<any> {
  return (await runTool(tool, args, workspace)).value;
}

/** It is refused with an error that names the argument and says that. */
export async function refuses(
  tool: ToolDefinition,
  args: JsonObject,
  path: readonly string[],
  message: string,
  workspace = exampleWorkspace(),
): Promise<void> {
  const error: unknown = await runTool(tool, args, workspace).then(
    (answer) => expect.fail(JSON.stringify(answer)),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ToolError);
  expect((error as ToolError).path).toEqual(path);
  expect((error as ToolError).message).toContain(message);
}
