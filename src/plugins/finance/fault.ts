import { ToolError } from 'gathering/plugin';

/** A failure that an argument is to blame for. `path`: into the arguments; `message`: what is wrong and what to do. */
export function fault(path: readonly (string | number)[], message: string): ToolError {
  return new ToolError(message, { path: path.map(String) });
}
