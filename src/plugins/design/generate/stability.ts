/** Stability AI, v2beta. Source: https://platform.stability.ai/docs/api-reference (Stable Image, Generate). */
import { ToolError } from 'gathering/plugin';
import { ask, jsonOf } from '../../service.ts';
import { accepted, authorization, decoded, endpoint, type Provider, service } from './provider.ts';

const STABILITY = service('Stability AI');
/** It takes shapes, not sizes. */
const SHAPES = ['16:9', '1:1', '21:9', '2:3', '3:2', '4:5', '5:4', '9:16', '9:21'];
/** Models that have an address of their own; the others are versions of Stable Diffusion 3. */
const OWN = ['core', 'ultra'];

export const stability: Provider = async (wish, context) => {
  const model = context.config.imageModel ?? 'core';
  const path = OWN.includes(model) ? model : 'sd3';
  const form = new FormData();
  form.set('prompt', wish.prompt);
  if (wish.negativePrompt !== '') form.set('negative_prompt', wish.negativePrompt);
  if (wish.seed !== undefined) form.set('seed', String(wish.seed));
  form.set('aspect_ratio', nearestShape(wish.width / wish.height));
  form.set('output_format', 'png');
  if (path === 'sd3') form.set('model', model);
  const url = endpoint(context, `/v2beta/stable-image/generate/${path}`, 'https://api.stability.ai');
  const headers = { accept: 'application/json', ...authorization(context) };
  const answer = await ask(STABILITY, url, { method: 'POST', headers, body: form }, context.signal);
  const failed = (said: any) => [...(said.errors ?? []), said.name].filter(Boolean).join('; ');
  const {
    image,
    finish_reason: reason,
    seed,
  } = jsonOf(STABILITY, accepted(STABILITY, answer, failed)) as any;
  if (reason === 'CONTENT_FILTERED')
    throw new ToolError('Stability AI does not show the picture that came of it. Say it in other words.', {
      path: ['prompt'],
    });
  return { bytes: decoded(STABILITY, image), model, seed: seed ?? null, revisedPrompt: null };
};

/** By the logarithm, in which twice as wide is as far as twice as high. */
function nearestShape(ratio: number): string {
  const distance = (shape: string) => {
    const [width, height] = shape.split(':').map(Number) as [number, number];
    return Math.abs(Math.log(width / height / ratio));
  };
  return SHAPES.toSorted((a, b) => distance(a) - distance(b))[0]!;
}
