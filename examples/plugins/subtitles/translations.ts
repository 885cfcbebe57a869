import { LRUCache } from 'lru-cache';
import { type DeepL, MAX_TEXTS, translateTexts } from './deepl.ts';

/** What was translated once is not paid for again; people translate a file anew after each correction. */
const remembered = new LRUCache<string, string>({ max: 20_000 });

export function rememberedTranslations(): number {
  return remembered.size;
}

export function forgetTranslations(): void {
  remembered.clear();
}

/** The translation of each text. `onStep` is told the fraction that is done. */
export async function translateAll(
  deepl: DeepL,
  texts: readonly string[],
  target: string,
  { signal, onStep }: { signal: AbortSignal; onStep(fraction: number): void },
): Promise<Map<string, string>> {
  const keyOf = (text: string) => `${target}\n${text}`;
  const isKnown = (text: string) => remembered.has(keyOf(text));
  const all = [...new Set(texts)];
  const found = new Map(all.filter(isKnown).map((text) => [text, remembered.get(keyOf(text))!]));
  const unknown = all.filter((text) => !found.has(text));
  for (let at = 0; at < unknown.length; at += MAX_TEXTS) {
    onStep(at / unknown.length);
    const batch = unknown.slice(at, at + MAX_TEXTS);
    const translated = await translateTexts(deepl, batch, target, signal);
    for (const [i, text] of batch.entries()) {
      found.set(text, translated[i] ?? text);
      remembered.set(keyOf(text), translated[i] ?? text);
    }
  }
  return found;
}
