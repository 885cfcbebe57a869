/** AUTOMATIC1111's web UI, started with `--api`. Source: https://github.com/AUTOMATIC1111/stable-diffusion-webui/wiki/API */
import { setTimeout } from 'node:timers/promises';
import { ask, jsonOf } from '../../service.ts';
import { authorization, type Context, decoded, endpoint, post, type Provider, service } from './provider.ts';

const WEB_UI = service('The AUTOMATIC1111 server');
const LOOK_MS = 1_000;

export const automatic1111: Provider = async (wish, context) => {
  const model = context.config.imageModel;
  const body = {
    ...{ prompt: wish.prompt, negative_prompt: wish.negativePrompt, seed: wish.seed ?? -1 },
    // It makes pictures of whole blocks of 8 pixels.
    ...{ width: Math.ceil(wish.width / 8) * 8, height: Math.ceil(wish.height / 8) * 8 },
    ...(model !== undefined && { override_settings: { sd_model_checkpoint: model } }),
  };
  const done = new AbortController();
  void tellProgress(context, AbortSignal.any([done.signal, context.signal]));
  try {
    const url = endpoint(context, '/sdapi/v1/txt2img');
    const { images, info } = await post(WEB_UI, url, body, context, ({ detail, errors }) => errors || detail);
    const facts = factsIn(info);
    return {
      ...{ bytes: decoded(WEB_UI, images?.[0]), model: facts.sd_model_name ?? model ?? null },
      ...{ seed: facts.seed ?? null, revisedPrompt: null },
    };
  } catch (error) {
    if (context.signal.aborted) await interrupt(context);
    throw error;
  } finally {
    done.abort();
  }
};

/** JSON within JSON. */
function factsIn(info: unknown): { seed?: number; sd_model_name?: string } {
  try {
    return JSON.parse(String(info)) as object;
  } catch {
    return {};
  }
}

/** It would go on for nobody. */
async function interrupt(context: Context): Promise<void> {
  const init = { method: 'POST', headers: authorization(context) };
  await ask(
    { ...WEB_UI, timeoutMs: 2_000 },
    endpoint(context, '/sdapi/v1/interrupt'),
    init,
    new AbortController().signal,
  ).catch(() => undefined);
}

/** Until the end of the signal; that it cannot be told is no matter. */
async function tellProgress(context: Context, signal: AbortSignal): Promise<void> {
  try {
    for (;;) {
      await setTimeout(LOOK_MS, undefined, { signal });
      const url = endpoint(context, '/sdapi/v1/progress?skip_current_image=true');
      const answer = await ask(WEB_UI, url, { headers: authorization(context) }, signal);
      const { progress } = jsonOf(WEB_UI, answer) as { progress?: unknown };
      if (typeof progress === 'number')
        context.progress(Math.min(1, Math.max(0, progress)), 'Making the picture');
    }
  } catch {
    // The picture is there, or its request tells what is wrong.
  }
}
