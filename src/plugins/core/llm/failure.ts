import { APICallError } from 'ai';
import { ToolError } from 'gathering/plugin';

/** Characters of what a server says of its failure. */
const MOST_CHARACTERS = 500;

/** What a caller can do about it. Neither the key nor the address of the server is in its words. */
export function modelFailure(error: unknown): unknown {
  if (error instanceof ToolError) return error;
  const cause = (error as Error).cause;
  if (cause instanceof ToolError) return cause;
  if (APICallError.isInstance(error)) {
    const { statusCode } = error;
    if (statusCode === undefined) return unreachable();
    return statusCode < 400 ? brokenOff() : refusal(error);
  }
  const isStream = Error.isError(error) && /^AI_|^TypeError$|SocketError/.test(error.name);
  if (Error.isError(error) && !isStream) return error;
  const said = Error.isError(error) ? '' : saidIn(error);
  return brokenOff(said);
}

function refusal({ statusCode = 0, message, responseHeaders }: APICallError): ToolError {
  const said = message ? `: ${message.slice(0, MOST_CHARACTERS)}` : '';
  // Some servers repeat a part of the key.
  if (statusCode === 401 || statusCode === 403)
    return new ToolError(
      `The server of the model does not accept the key (${statusCode}). Whoever runs this server sets \`llmApiKey\`.`,
    );
  if (statusCode === 429) {
    const text = `The server of the model has too much to do (429). ${whenAgain(responseHeaders)}`;
    return new ToolError(text, { retryable: true });
  }
  if (statusCode === 404)
    return new ToolError(`The server has no such model (404)${said}. Name another.`, { path: ['model'] });
  if (statusCode >= 500)
    return new ToolError(`The server of the model failed (${statusCode})${said}. Try again later.`, {
      retryable: true,
    });
  return new ToolError(`The server of the model refused (${statusCode})${said}.`);
}

function brokenOff(said = ''): ToolError {
  return new ToolError(`The answer of the model broke off${said}. Try again.`, { retryable: true });
}

function whenAgain(headers: APICallError['responseHeaders'] = {}): string {
  const after = headers['retry-after'] ?? '';
  if (/^\d{1,6}$/.test(after)) return `Try again in ${after} seconds.`;
  const date = Date.parse(after);
  return Number.isNaN(date) ? 'Try again later.' : `Try again after ${new Date(date).toISOString()}.`;
}

function unreachable(): ToolError {
  return new ToolError(
    'The server of the model cannot be reached, or does not speak as OpenAI does. Try again later.',
    {
      retryable: true,
    },
  );
}

/** An error in the midst of a stream is what the server sent. */
function saidIn(error: unknown): string {
  const { message } = Object(error) as { message?: unknown };
  return typeof message === 'string' ? `: ${message.slice(0, MOST_CHARACTERS)}` : '';
}
