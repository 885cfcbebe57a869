/** Any server with OpenAI's API of images. Source: https://platform.openai.com/docs/api-reference/images/create */
import { ToolError } from 'gathering/plugin';
import { decoded, endpoint, post, type Provider, service } from './provider.ts';

const OPENAI = service('The server of images');
/** Of OpenAI's own models, which take no other; servers like theirs take any. */
const SIZES: readonly (readonly [RegExp, readonly (readonly [number, number])[]])[] = [
  [/^(gpt-image|chatgpt-image)/, [[1024, 1024], [1536, 1024], [1024, 1536]]], // prettier-ignore
  [/^dall-e-3/, [[1024, 1024], [1792, 1024], [1024, 1792]]], // prettier-ignore
  [/^dall-e-2/, [[256, 256], [512, 512], [1024, 1024]]], // prettier-ignore
];

export const openai: Provider = async (wish, context) => {
  const model = context.config.imageModel;
  const [width, height] = sizeFor(model ?? '', wish.width, wish.height);
  const isNew = /^(gpt-image|chatgpt-image)/.test(model ?? '');
  const body = {
    prompt: wish.negativePrompt === '' ? wish.prompt : `${wish.prompt}\nAvoid: ${wish.negativePrompt}`,
    ...(model !== undefined && { model }),
    ...{ n: 1, size: `${width}x${height}` },
    // The newer models know base64 alone, and refuse to be asked for it.
    ...(!isNew && { response_format: 'b64_json' }),
    ...(wish.seed !== undefined && !isNew && !/^dall-e/.test(model ?? '') && { seed: wish.seed }),
  };
  const url = endpoint(context, '/images/generations', 'https://api.openai.com/v1');
  const { data } = await post(OPENAI, url, body, context, ({ error }) =>
    [error.code, error.message].filter(Boolean).join(': '),
  );
  const [made] = Array.isArray(data) ? data : [];
  if (typeof made?.url === 'string' && made.b64_json === undefined)
    throw new ToolError(
      'The server of images sent an address in place of the picture, which is not followed. Whoever runs it lets it answer with `b64_json`.',
    );
  return {
    bytes: decoded(OPENAI, made?.b64_json),
    model: model ?? null,
    seed: null,
    revisedPrompt: made.revised_prompt ?? null,
  };
};

/** The one of the model that has nearly the same shape, and of these the one that has nearly the same size. */
function sizeFor(model: string, width: number, height: number): readonly [number, number] {
  const sizes = SIZES.find(([models]) => models.test(model))?.[1];
  if (!sizes) return [width, height];
  const distance = ([w, h]: readonly [number, number]) =>
    Math.abs(Math.log(w / h / (width / height))) * 100 + Math.abs(Math.log((w * h) / (width * height)));
  return sizes.toSorted((a, b) => distance(a) - distance(b))[0]!;
}
