/** ComfyUI: a workflow is queued, looked for in the history, and its picture fetched. Source: https://docs.comfy.org/development/comfyui-server/comms_routes */
import { randomInt } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { type JsonObject, ToolError } from 'gathering/plugin';
import { ask, jsonOf, refusal } from '../../service.ts';
import {
  authorization,
  type Context,
  endpoint,
  post,
  type Provider,
  service,
  type Wish,
} from './provider.ts';

const COMFY = service('The ComfyUI server');
const LOOK_MS = 500;

export const comfyui: Provider = async (wish, context) => {
  const model = context.config.imageModel!;
  const seed = wish.seed ?? randomInt(2 ** 32);
  const workflow = textToImage(model, { ...wish, seed });
  const { prompt_id: id } = await post(
    COMFY,
    endpoint(context, '/prompt'),
    { prompt: workflow },
    context,
    told,
  );
  if (typeof id !== 'string')
    throw new ToolError('The ComfyUI server did not take the workflow. Look at its log.');
  try {
    const { filename, subfolder, type } = await pictureOf(id, context);
    const query = new URLSearchParams({ filename, subfolder: subfolder ?? '', type: type ?? 'output' });
    const answer = await ask(
      COMFY,
      endpoint(context, `/view?${query}`),
      { headers: authorization(context) },
      context.signal,
    );
    if (answer.status !== 200) throw refusal(COMFY, answer);
    return { bytes: answer.bytes, model, seed, revisedPrompt: null };
  } catch (error) {
    if (context.signal.aborted) await forget(id, context);
    throw error;
  }
};

/** What is wrong with a workflow, node by node. */
function told({
  error,
  node_errors: nodes,
}: {
  error?: { message?: string };
  node_errors?: Record<string, { errors?: { message?: string; details?: string }[] }>;
}): string {
  const details = Object.values(nodes ?? {}).flatMap(({ errors = [] }) =>
    errors.map(({ message, details }) => `${message} (${details})`),
  );
  return [error?.message, ...details].filter(Boolean).join('; ');
}

/** The text-to-image workflow that ComfyUI begins with. */
function textToImage(
  checkpoint: string,
  { prompt, negativePrompt, width, height, seed }: Wish & { seed: number },
): JsonObject {
  const node = (type: string, inputs: JsonObject) => ({ class_type: type, inputs });
  return {
    model: node('CheckpointLoaderSimple', { ckpt_name: checkpoint }),
    // It makes pictures of whole blocks of 8 pixels.
    size: node('EmptyLatentImage', {
      width: Math.ceil(width / 8) * 8,
      height: Math.ceil(height / 8) * 8,
      batch_size: 1,
    }),
    positive: node('CLIPTextEncode', { text: prompt, clip: ['model', 1] }),
    negative: node('CLIPTextEncode', { text: negativePrompt, clip: ['model', 1] }),
    sampler: node('KSampler', {
      ...{ seed, steps: 20, cfg: 8, sampler_name: 'euler', scheduler: 'normal', denoise: 1 },
      ...{
        model: ['model', 0],
        positive: ['positive', 0],
        negative: ['negative', 0],
        latent_image: ['size', 0],
      },
    }),
    decoded: node('VAEDecode', { samples: ['sampler', 0], vae: ['model', 2] }),
    saved: node('SaveImage', { images: ['decoded', 0], filename_prefix: 'GatheRing' }),
  };
}

interface Saved {
  filename: string;
  subfolder?: string;
  type?: string;
}

/** Looks until it is made. @throws ToolError where it cannot be. */
async function pictureOf(id: string, context: Context): Promise<Saved> {
  for (;;) {
    const url = endpoint(context, `/history/${encodeURIComponent(id)}`);
    const answer = await ask(COMFY, url, { headers: authorization(context) }, context.signal);
    if (answer.status !== 200) throw refusal(COMFY, answer);
    const entry = (jsonOf(COMFY, answer) as Record<string, any>)[id];
    const saved = Object.values<any>(entry?.outputs ?? {}).flatMap(({ images = [] }) => images as Saved[]);
    if (typeof saved[0]?.filename === 'string') return saved[0];
    if (entry)
      throw new ToolError('The ComfyUI server could not make the picture. Its log says more.', {
        retryable: true,
      });
    await setTimeout(LOOK_MS, undefined, { signal: context.signal });
  }
}

/** It would go on for nobody. */
async function forget(id: string, context: Context): Promise<void> {
  const headers = { 'content-type': 'application/json', ...authorization(context) };
  const say = (path: string, body: JsonObject) =>
    ask(
      { ...COMFY, timeoutMs: 2_000 },
      endpoint(context, path),
      { method: 'POST', headers, body: JSON.stringify(body) },
      new AbortController().signal,
    );
  await Promise.allSettled([say('/queue', { delete: [id] }), say('/interrupt', { prompt_id: id })]);
}
