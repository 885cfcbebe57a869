/** What the plugin does while no tool runs: it watches how much of the translation quota is left. */
import type { HealthReport, HookContext } from 'gathering/plugin';
import type { Config } from './config.ts';
import { type Usage, deeplOf, readUsage } from './deepl.ts';
import { forgetTranslations, rememberedTranslations } from './translations.ts';

let usage: Usage | null = null;
let watching: AbortController | null = null;

/** Anything that it throws keeps the plugin from being loaded, so it is the place to refuse a bad configuration. */
export function onLoad({ config, log }: HookContext<Config>): void {
  if (config.minDurationMs > config.maxDurationMs) {
    throw new Error('`minDurationMs` is more than `maxDurationMs`');
  }
  log.info('Subtitles can be checked.', { charactersPerSecond: config.charactersPerSecond });
}

export function onEnable(context: HookContext<Config>): void {
  if (!deeplOf(context)) return;
  watching = new AbortController();
  // The lifetime ends with the plugin, also where onDisable could not run.
  const until = AbortSignal.any([watching.signal, context.lifetime]);
  void refresh(context, until);
  const timer = setInterval(() => void refresh(context, until), context.config.usageMinutes * 60_000);
  until.addEventListener('abort', () => clearInterval(timer), { once: true });
}

export function onDisable(): void {
  watching?.abort();
  watching = null;
}

export function onUnload({ log }: HookContext<Config>): void {
  log.debug('Forgetting translations.', { count: rememberedTranslations() });
  forgetTranslations();
  usage = null;
}

export function health(context: HookContext<Config>): HealthReport {
  if (!deeplOf(context)) return { ok: true, message: 'There is no DeepL key, so nothing can be translated.' };
  if (!usage) return { ok: true, message: 'How much can still be translated is not known yet.' };
  const { used, limit } = usage;
  return { ok: used < limit, message: `${used} of ${limit} characters are translated in this period.` };
}

async function refresh(context: HookContext<Config>, until: AbortSignal): Promise<void> {
  try {
    usage = await readUsage(deeplOf(context)!, until);
  } catch (error) {
    if (!until.aborted)
      context.log.warn('The DeepL quota cannot be read.', { reason: (error as Error).message });
  }
}
