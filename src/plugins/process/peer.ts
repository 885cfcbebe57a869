/** JSON-RPC 2.0 over a pipe: one message a line, requests in both directions. https://www.jsonrpc.org/specification */
import type { Duplex } from 'node:stream';
import type { JsonObject, JsonValue } from '../../registries/definitions.ts';
import pLimit from 'p-limit';
import { readLines } from './lines.ts';

/** What one side does for the other. */
export interface PeerHandlers {
  /** Does what is asked; what it throws becomes the error of the answer. `signal`: the asker no longer wants it. */
  request(method: string, params: JsonObject, id: number, signal: AbortSignal): Promise<unknown>;
  notification(method: string, params: JsonObject): void;
  /** The other side broke the protocol: nothing it says counts any more. */
  broken(reason: string): void;
  /** An error for the wire, and back. */
  encodeError(error: unknown): JsonObject;
  decodeError(data: JsonObject): Error;
}

export interface Peer {
  /** Asks the other side. An abort is passed on, and the answer still awaited. @throws the decoded error. */
  request(method: string, params: object, signal?: AbortSignal): Asked;
  notify(method: string, params: object): void;
  /** Fails whatever waits for an answer. */
  end(reason: Error): void;
}

export interface Asked {
  /** Names the request in what the other side sends about it. */
  id: number;
  answer: Promise<unknown>;
}

/** Asks for the end of a request. */
const CANCEL = 'cancel';

export interface PeerLimits {
  /** Characters of one message from the other side. */
  maxLine: number;
  /** Requests of the other side that run at once; meanwhile nothing more is read than what has come. */
  maxRunning: number;
}

export function createPeer(pipe: Duplex, handlers: PeerHandlers, { maxLine, maxRunning }: PeerLimits): Peer {
  const slots = pLimit(maxRunning);
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const running = new Map<number, AbortController>();
  let lastId = 0;
  let ended: Error | undefined;

  function send(message: object): void {
    if (!ended && pipe.writable) pipe.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  }
  function receive(line: string, isCut: boolean): void {
    try {
      take(line, isCut);
    } catch {
      // Whatever it is, it comes from what was sent: values that no well-written peer sends.
      handlers.broken('sent a message that cannot be used');
    }
  }
  function take(line: string, isCut: boolean): void {
    if (ended) return;
    if (isCut) return handlers.broken(`sent a message of more than ${maxLine} characters`);
    const message = parseMessage(line);
    if (!message) return handlers.broken('sent a line that is no JSON-RPC message');
    if (message.method === undefined) return settle(message);
    if (message.id !== undefined) enqueue(message.id, message.method, message.params);
    else if (message.method === CANCEL) running.get(Number(message.params.id))?.abort();
    else handlers.notification(message.method, message.params);
  }
  function settle({ id, result, error }: Message): void {
    const asked = waiting.get(id!);
    if (!asked) return handlers.broken('answered a call that nobody made');
    waiting.delete(id!);
    if (error) asked.reject(handlers.decodeError(error));
    else asked.resolve(result);
  }
  function enqueue(id: number, method: string, params: JsonObject): void {
    const controller = new AbortController();
    running.set(id, controller);
    const answered = slots(() => answer(id, method, params, controller.signal));
    if (slots.pendingCount === 0) return;
    pipe.pause();
    void answered.finally(() => {
      if (slots.pendingCount === 0) pipe.resume();
    });
  }
  async function answer(id: number, method: string, params: JsonObject, signal: AbortSignal): Promise<void> {
    try {
      send({ id, result: (await handlers.request(method, params, id, signal)) ?? null });
    } catch (error) {
      send({ id, error: handlers.encodeError(error) });
    } finally {
      running.delete(id);
    }
    // Answers that nobody reads must not pile up.
    if (pipe.writableNeedDrain) await drained(pipe);
  }

  const lines = readLines(maxLine, receive);
  pipe.on('data', (chunk: Buffer) => lines.push(chunk));
  // What it means that the pipe breaks is told by the end of the process.
  pipe.on('error', () => {});
  return {
    request(method, params, signal) {
      const id = (lastId += 1);
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      if (ended) return { id, answer: Promise.reject(ended) };
      waiting.set(id, { resolve, reject });
      send({ id, method, params });
      const cancel = () => send({ method: CANCEL, params: { id } });
      if (signal?.aborted) cancel();
      signal?.addEventListener('abort', cancel, { once: true });
      return { id, answer: promise.finally(() => signal?.removeEventListener('abort', cancel)) };
    },
    notify: (method, params) => send({ method, params }),
    end(reason) {
      ended = reason;
      for (const { reject } of waiting.values()) reject(reason);
      waiting.clear();
      for (const controller of running.values()) controller.abort();
    },
  };
}

/** Characters up to which a message is parsed without a look at it first. */
const PLAIN_LENGTH = 10_000;
const MAX_DEPTH = 1_000;

/** Parsing takes many times as long, and much memory, where everything is within something else. */
function nestsDeeply(json: string): boolean {
  let depth = 0;
  for (let i = 0; i < json.length; i += 1) {
    const character = json[i];
    if (character === '"') i = endOfText(json, i);
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

/** The place of the quote that ends a text; the end where none does. */
function endOfText(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end >= 0; end = json.indexOf('"', end + 1)) {
    let escapes = 0;
    while (json[end - 1 - escapes] === '\\') escapes += 1;
    if (escapes % 2 === 0) return end;
  }
  return json.length;
}

/** Resolves when what was written is on its way, or the pipe is gone. */
function drained(pipe: Duplex): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = () => {
    pipe.off('drain', done).off('close', done);
    resolve();
  };
  pipe.on('drain', done).on('close', done);
  return promise;
}

interface Message {
  id?: number;
  method?: string;
  params: JsonObject;
  result?: JsonValue;
  error?: JsonObject;
}

/** Null for what is none. */
function parseMessage(line: string): Message | null {
  if (line.length > PLAIN_LENGTH && nestsDeeply(line)) return null;
  try {
    const { id, method, params = {}, result, error } = JSON.parse(line) as Record<string, any>;
    const isCall = typeof method === 'string' && (id === undefined || Number.isInteger(id));
    const isAnswer =
      method === undefined && Number.isInteger(id) && (isObject(error) || result !== undefined);
    return (isCall || isAnswer) && isObject(params) ? { id, method, params, result, error } : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
