/** Which calls wait until somebody approves them. */
import type { ToolRecord } from '../registries/definitions.ts';

export interface ApprovalRules {
  /** Names of tools. */
  tools: readonly string[];
  /** What a tool may be said to be by its annotations. */
  annotations: readonly ('destructive' | 'openWorld' | 'notReadOnly')[];
}

const SAYS: Record<ApprovalRules['annotations'][number], (tool: ToolRecord) => boolean> = {
  // Who does not say is not trusted: as MCP has it, a tool is destructive and open unless it says otherwise.
  destructive: ({ destructive, readOnly }) => destructive ?? readOnly !== true,
  openWorld: ({ openWorld }) => openWorld ?? true,
  notReadOnly: ({ readOnly }) => readOnly !== true,
};

export function needsApproval(tool: ToolRecord, { tools, annotations }: ApprovalRules): boolean {
  return tools.includes(tool.name) || annotations.some((annotation) => SAYS[annotation](tool));
}
