/** The parts of the DeepL API that are needed here. Source: https://developers.deepl.com/docs/api-reference. */
import { ToolError } from 'gathering/plugin';
import type { Config } from './config.ts';

/** Texts in one request. */
export const MAX_TEXTS = 50;

export interface DeepL {
  key: string;
  url: string;
}

export interface Usage {
  /** Characters in the current period. */
  used: number;
  limit: number;
}

interface Secretive {
  readonly config: Config;
  readonly secrets: Readonly<Record<string, string | undefined>>;
}

/** How to reach it; null where there is no key. */
export function deeplOf({ config, secrets }: Secretive): DeepL | null {
  const key = config.deeplKey ?? secrets.DEEPL_API_KEY;
  if (key === undefined) return null;
  // Keys of the free plan end so, and have a host of their own.
  const host = key.endsWith(':fx') ? 'https://api-free.deepl.com' : 'https://api.deepl.com';
  return { key, url: (config.deeplUrl ?? host).replace(/\/$/, '') };
}

/** Translates at most MAX_TEXTS pieces of HTML. @throws ToolError that says whether to try again. */
export async function translateTexts(
  deepl: DeepL,
  texts: readonly string[],
  target: string,
  signal: AbortSignal,
): Promise<string[]> {
  const body = { text: texts, target_lang: target, tag_handling: 'html' };
  const { translations } = await call<{ translations: { text: string }[] }>(deepl, 'translate', signal, body);
  return translations.map(({ text }) => text);
}

/** @throws ToolError as above. */
export async function readUsage(deepl: DeepL, signal: AbortSignal): Promise<Usage> {
  const usage = await call<{ character_count: number; character_limit: number }>(deepl, 'usage', signal);
  return { used: usage.character_count, limit: usage.character_limit };
}

async function call<T>({ url, key }: DeepL, path: string, signal: AbortSignal, body?: object): Promise<T> {
  const response = await fetch(`${url}/v2/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `DeepL-Auth-Key ${key}`, 'content-type': 'application/json' },
    body: body ? JSON.stringify(body) : null,
    signal,
  }).catch((error: Error) => {
    throw signal.aborted
      ? error
      : new ToolError('DeepL cannot be reached. Try again later.', { retryable: true });
  });
  if (response.ok) return (await response.json()) as T;
  await response.body?.cancel();
  throw new ToolError(PROBLEMS[response.status] ?? `DeepL answered with status ${response.status}.`, {
    retryable: response.status === 429 || response.status >= 500,
  });
}

const PROBLEMS: Record<number, string> = {
  400: 'DeepL does not know this language. Give one of its codes, for example DE, FR or PT-BR.',
  403: 'DeepL refuses the key. Configure the right one.',
  429: 'DeepL has too much to do. Try again in a while.',
  456: 'The quota of the DeepL key is used up.',
};
