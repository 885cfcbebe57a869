/** Asks a service over HTTP for a tool of a shipped plugin: within limits, with failures that a caller can act on. */
import { type JsonValue, ToolError } from './contract.ts';

export interface Service {
  /** As messages call it: `Figma`. */
  name: string;
  /** What the operator sets where the service does not let us in: `` `figmaToken` in the configuration of design ``. */
  access: string;
  /** Default 30,000. */
  timeoutMs?: number;
  /** Of an answer. Default 64 MiB. */
  maxBytes?: number;
}

export interface Answer {
  status: number;
  headers: Headers;
  bytes: Buffer;
}

const MEBIBYTE = 1024 * 1024;
/** Characters of what a service says of its failure. */
const MOST_SAID = 300;

/**
 * Sends one request; nobody is followed to another address.
 * @returns the answer, whatever its status. @throws ToolError; the signal's reason.
 */
export async function ask(
  service: Service,
  url: URL | string,
  init: RequestInit,
  signal: AbortSignal,
): Promise<Answer> {
  const timeout = AbortSignal.timeout(service.timeoutMs ?? 30_000);
  try {
    const both = AbortSignal.any([signal, timeout]);
    const response = await fetch(url, { redirect: 'manual', ...init, signal: both });
    const bytes = await read(service, response);
    return { status: response.status, headers: response.headers, bytes };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ToolError) throw error;
    const what = timeout.aborted ? 'did not answer in time' : 'cannot be reached, or broke off';
    throw new ToolError(`${service.name} ${what}. Try again later.`, { retryable: true });
  }
}

async function read({ name, maxBytes = 64 * MEBIBYTE }: Service, { body }: Response): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body ?? []) {
    size += piece.length;
    if (size > maxBytes)
      throw new ToolError(`The answer of ${name} has more than ${maxBytes} bytes. Ask for less.`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** What is said of an answer that is none. @param said its reason, in the words of the service. */
export function refusal(
  { name, access }: Service,
  { status, headers }: Pick<Answer, 'status' | 'headers'>,
  said = '',
): ToolError {
  const reason = said === '' ? '' : `: ${printed(said)}`;
  if (status === 401 || status === 403)
    return new ToolError(
      `${name} does not let us in (${status}). Whoever runs the server looks at ${access}.`,
    );
  if (status === 402) return new ToolError(`${name} wants to be paid first (402)${reason}.`);
  if (status === 429)
    return new ToolError(`${name} asks for fewer requests (429). ${whenAgain(headers)}`, { retryable: true });
  if (status >= 500)
    return new ToolError(`${name} failed (${status})${reason}. Try again later.`, { retryable: true });
  return new ToolError(`${name} refused (${status})${reason}.`);
}

/** On one line, without what steers a terminal. */
export function printed(said: string): string {
  return said
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, MOST_SAID)
    .replace(/\.$/, '');
}

function whenAgain(headers: Headers): string {
  const after = headers.get('retry-after') ?? '';
  if (/^\d{1,6}$/.test(after)) return `Try again in ${after} seconds.`;
  const date = Date.parse(after);
  return Number.isNaN(date) ? 'Try again later.' : `Try again after ${new Date(date).toISOString()}.`;
}

/** The answer as JSON. @throws ToolError where it is none. */
export function jsonOf({ name }: Service, { bytes }: Answer): JsonValue {
  try {
    return JSON.parse(bytes.toString()) as JsonValue;
  } catch {
    throw new ToolError(`${name} answered in a form that is not known here.`, { retryable: true });
  }
}
