/** What a tool answers besides plain values. Apart from the rest of the contract: it needs no zod. */

/** A failure that the caller should read. */
export class ToolError extends Error {
  /** Into the arguments, e.g. `['path']`. */
  readonly path: readonly string[];
  /** May the same call succeed later? */
  readonly retryable: boolean;

  constructor(message: string, details: { path?: readonly string[]; retryable?: boolean } = {}) {
    super(message);
    this.name = 'ToolError';
    this.path = details.path ?? [];
    this.retryable = details.retryable ?? false;
  }
}

/** MCP content: what to show a model. */
export type Content =
  | { type: 'text'; text: string }
  /** A picture, sound or other file that this very call has kept with `context.artifact`. */
  | { type: 'media'; artifact: { id: string } }
  | { type: 'resource_link'; uri: string; name: string; mimeType?: string };

/** A structured result together with what to show a model. */
export class ToolResult {
  readonly value: unknown;
  readonly content: readonly Content[];

  constructor(value: unknown, content: readonly Content[]) {
    this.value = value;
    this.content = content;
  }
}

/** `content`: one text, or MCP content blocks. */
export function toolResult(value: unknown, content: string | readonly Content[]): ToolResult {
  return new ToolResult(value, typeof content === 'string' ? [{ type: 'text', text: content }] : content);
}
