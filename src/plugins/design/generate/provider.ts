/** What all providers of pictures have in common. */
import { type JsonObject, type ToolContext, ToolError } from 'gathering/plugin';
import { type Answer, ask, jsonOf, refusal, type Service } from '../../service.ts';
import type { Config } from '../config.ts';

export interface Wish {
  prompt: string;
  negativePrompt: string;
  width: number;
  height: number;
  /** Undefined: any. */
  seed: number | undefined;
}

export interface Picture {
  bytes: Buffer;
  /** As the provider says; null where it does not. */
  model: string | null;
  seed: number | null;
  /** The prompt that the provider made of it. */
  revisedPrompt: string | null;
}

export type Context = ToolContext<Config>;
export type Provider = (wish: Wish, context: Context) => Promise<Picture>;

const ACCESS = '`imageApiKey` and `imageUrl` in the configuration of design';

export function service(name: string): Service {
  return { name, access: ACCESS, timeoutMs: 300_000, maxBytes: 96 * 1024 * 1024 };
}

/** An address below the one that is configured. @param usual where none need be: of the others the tool says so (`needs`). */
export function endpoint({ config }: Context, path: string, usual?: string): URL {
  const base = (config.imageUrl ?? usual)!;
  return new URL(`${base.replace(/\/+$/, '')}${path}`);
}

export function authorization({ config }: Context): Record<string, string> {
  return config.imageApiKey === undefined ? {} : { authorization: `Bearer ${config.imageApiKey}` };
}

/** Sends JSON and gets JSON. @param said finds what went wrong in an answer that is a failure. */
export async function post(
  to: Service,
  url: URL,
  body: JsonObject,
  context: Context,
  said: (answer: any) => unknown,
): Promise<any> {
  const headers = { 'content-type': 'application/json', ...authorization(context) };
  const answer = await ask(to, url, { method: 'POST', headers, body: JSON.stringify(body) }, context.signal);
  return jsonOf(to, accepted(to, answer, said));
}

/** @throws ToolError for an answer that is a failure. */
export function accepted(to: Service, answer: Answer, said: (answer: any) => unknown): Answer {
  if (answer.status >= 200 && answer.status < 300) return answer;
  const words = reason(answer, said);
  if (/moderation|content_policy|content_filter|safety/i.test(words))
    throw new ToolError(`${to.name} does not make such a picture. Say it in other words.`, {
      path: ['prompt'],
    });
  throw refusal(to, answer, words);
}

function reason({ bytes }: Answer, said: (answer: any) => unknown): string {
  try {
    const words = said(JSON.parse(bytes.toString()));
    return typeof words === 'string' ? words : '';
  } catch {
    return '';
  }
}

/** Bytes of base64, with or without what browsers put before it. @throws ToolError where there are none. */
export function decoded(to: Service, text: unknown): Buffer {
  const bytes = typeof text === 'string' ? Buffer.from(text.replace(/^data:[^,]*,/, ''), 'base64') : null;
  if (bytes && bytes.length > 0) return bytes;
  throw new ToolError(`${to.name} sent no picture. Try again, or in other words.`, { retryable: true });
}
