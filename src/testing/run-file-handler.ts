import { checkPicture, checkText, examineFile } from '../execution/file-inspection.ts';
import { type FileOperation, type PluginDefinition } from '../plugins/contract.ts';
import { callInWorkspace } from './call-in-workspace.ts';
import { type RunOptions, find, openPlugin } from './open-plugin.ts';
import type { Told } from './recorder.ts';
import { settled } from './settled.ts';

/** What each operation gives. */
export interface FileAnswers {
  /** As JSON. */
  INSPECT: any;
  TEXT: string;
  PREVIEW: { mimeType: string; data: Uint8Array };
}

/** An operation that succeeded. */
export interface FileRun<Value> extends Told {
  value: Value;
}

/**
 * Runs one operation of a file handler on a file of the workspace, whatever the file's name and content.
 * @param path relative to the workspace: of `options.files`, or of the folder `options.workspace`.
 * @throws whatever the handler throws, as it is; NotFound for another handler or operation; ToolError for a path that
 * cannot be read; PluginError INVALID_PLUGIN | INVALID_CONFIG; DomainError RESULT_INVALID | RESULT_TOO_LARGE.
 */
export async function runFileHandler<Operation extends FileOperation>(
  definition: PluginDefinition,
  handlerId: string,
  operation: Operation,
  path: string,
  options: RunOptions = {},
): Promise<FileRun<FileAnswers[Operation]>> {
  const plugin = await openPlugin(definition, options);
  const candidates = plugin.description.fileHandlers;
  const handler = find('file handler', new Map(candidates.map((each) => [each.id, each])), handlerId);
  find(
    `file handler "${handlerId}" with operation`,
    new Map(handler.operations.map((each) => [each, each])),
    operation,
  );
  const { answer, told } = await callInWorkspace(plugin, options, async (call) => {
    const { file } = await examineFile({ path, candidates, workspace: call.workspace });
    return plugin.runtime.readFile(handlerId, operation, file, call);
  });
  return { value: CHECKS[operation](handlerId, answer) as FileAnswers[Operation], ...told };
}

const CHECKS: Record<FileOperation, (handlerId: string, answer: unknown) => unknown> = {
  INSPECT: (_, answer) => settled(answer, () => null).result,
  TEXT: (handlerId, answer) => checkText(handlerId, answer ?? ''),
  PREVIEW: checkPicture,
};
