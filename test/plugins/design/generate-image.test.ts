/** generate_image, with a server for each provider that speaks as its documentation says. */
import sharp from 'sharp';
import { type TestContext, describe, expect, it } from 'vitest';
import { describePlugin } from '../../../src/plugins/describe.ts';
import design from '../../../src/plugins/design/index.ts';
import { generateImage } from '../../../src/plugins/design/generate-image.ts';
import type { JsonObject } from '../../../src/plugins/contract.ts';
import { withNeeds } from '../../../src/plugins/tool-needs.ts';
import { openTestJail } from '../../support/jail.ts';
import { type Question, type Reply, serveReplies } from '../../support/json-server.ts';
import { RED, png, studio } from './pictures.ts';

const made = () =>
  sharp({ create: { width: 1024, height: 1024, channels: 3, background: '#f00' } })
    .png()
    .toBuffer();
const KEY = 'sk-s3cret';

interface Case {
  config: JsonObject;
  /** Answers as the provider does. */
  reply(question: Question, picture: Buffer): Reply | undefined;
  /** The request that makes the picture. */
  path: string;
  /** What of the wish is in it. */
  sent: RegExp[];
  told: JsonObject;
  /** The provider's words of a failure. */
  failure(message: string): unknown;
  filtered: Reply;
}

const json = (body: unknown): Reply => ({ body });
const CASES: Record<string, Case> = {
  stability: {
    config: { imageApiKey: KEY },
    path: '/v2beta/stable-image/generate/core',
    reply: (_, picture) => json({ image: picture.toString('base64'), finish_reason: 'SUCCESS', seed: 7 }),
    sent: [
      /name="prompt"\r\n\r\na red lighthouse/,
      /name="negative_prompt"\r\n\r\nfog/,
      /name="aspect_ratio"\r\n\r\n16:9/,
      /name="seed"\r\n\r\n7/,
    ],
    told: { model: 'core', seed: 7, revisedPrompt: null },
    failure: (message) => ({ id: '1', name: 'bad_request', errors: [message] }),
    filtered: json({ image: '', finish_reason: 'CONTENT_FILTERED', seed: 7 }),
  },
  openai: {
    config: { imageApiKey: KEY, imageModel: 'gpt-image-1' },
    path: '/images/generations',
    reply: (_, picture) =>
      json({ created: 1, data: [{ b64_json: picture.toString('base64'), revised_prompt: 'A lighthouse.' }] }),
    sent: [/"prompt":"a red lighthouse\\nAvoid: fog"/, /"size":"1536x1024"/, /"model":"gpt-image-1"/],
    told: { model: 'gpt-image-1', seed: null, revisedPrompt: 'A lighthouse.' },
    failure: (message) => ({ error: { message, type: 'x', code: null } }),
    filtered: { status: 400, body: { error: { message: 'no', code: 'content_policy_violation' } } },
  },
  automatic1111: {
    config: { imageModel: 'sdxl' },
    path: '/sdapi/v1/txt2img',
    reply: (_, picture) =>
      json({
        images: [picture.toString('base64')],
        info: JSON.stringify({ seed: 7, sd_model_name: 'sdxl' }),
      }),
    sent: [
      /"prompt":"a red lighthouse"/,
      /"negative_prompt":"fog"/,
      /"width":320/,
      /"height":184/,
      /"seed":7/,
    ],
    told: { model: 'sdxl', seed: 7, revisedPrompt: null },
    failure: (message) => ({ error: 'x', detail: '', errors: message }),
    filtered: json({ images: [], info: '{}' }),
  },
  comfyui: {
    config: { imageModel: 'sdxl.safetensors' },
    path: '/prompt',
    reply: ({ path, query }, picture) => {
      if (path === '/prompt') return json({ prompt_id: 'p1', number: 1, node_errors: {} });
      if (path === '/view') return query.get('filename') === 'G_1.png' ? { body: picture } : { status: 404 };
      const images = [{ filename: 'G_1.png', subfolder: '', type: 'output' }];
      return json({
        p1: { outputs: { saved: { images } }, status: { status_str: 'success', completed: true } },
      });
    },
    sent: [
      /"text":"a red lighthouse"/,
      /"text":"fog"/,
      /"ckpt_name":"sdxl.safetensors"/,
      /"width":320,"height":184/,
      /"seed":7/,
    ],
    told: { model: 'sdxl.safetensors', seed: 7, revisedPrompt: null },
    failure: (message) => ({ error: { type: 'x', message, details: '' }, node_errors: {} }),
    filtered: { status: 400, body: { error: { message: 'blocked by safety' } } },
  },
};
const WISH = { prompt: 'a red lighthouse', negativePrompt: 'fog', width: 320, height: 180, seed: 7 };

describe.each(Object.entries(CASES))('by %s', (imageProvider, one) => {
  async function asking(test: TestContext, reply: (question: Question) => Reply | undefined) {
    const { url, asked } = await serveReplies(reply);
    const { run, kept } = await studio(test, { 'there.png': await png([[RED]]) });
    const config = { imageProvider, imageUrl: `${url}/`, ...one.config };
    return {
      asked,
      kept,
      call: (more: JsonObject = {}, signal?: AbortSignal) =>
        run(generateImage, { ...WISH, ...more }, { config, ...(signal && { signal }) }),
    };
  }

  it('a picture of the size that was asked for is made, kept and written', async (test) => {
    const picture = await made();
    const { call, asked, kept } = await asking(test, (question) => one.reply(question, picture));
    const value = await call({ output: 'out.png' });
    expect(value).toMatchObject({
      provider: imageProvider,
      width: 320,
      height: 180,
      madeWidth: 1024,
      output: 'out.png',
      ...one.told,
    });
    expect(await sharp(kept[0]).metadata()).toMatchObject({ format: 'png', width: 320, height: 180 });
    const [request] = asked;
    expect(request!.path).toBe(one.path);
    for (const part of one.sent) expect(request!.body.toString()).toMatch(part);
    expect(request!.headers.authorization).toBe(one.config.imageApiKey ? `Bearer ${KEY}` : undefined);
  });

  it.for<[number, RegExp, boolean]>([
    [400, /refused \(400\): no such size/, false],
    [401, /does not let us in \(401\)/, false],
    [402, /paid first/, false],
    [429, /fewer requests \(429\)\. Try again in 9 seconds/, true],
    [500, /failed \(500\)/, true],
  ])('a failure is told: %i', async ([status, message, retryable], test) => {
    const body = one.failure(status === 400 ? 'no such size' : `never tell ${KEY}`);
    const { call, kept } = await asking(test, () => ({ status, body, headers: { 'retry-after': '9' } }));
    const error: any = await call({ output: 'out.png' }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'ToolError', message: expect.stringMatching(message), retryable });
    if (status < 402) expect(error.message).not.toContain(KEY);
    expect(kept).toEqual([]);
  });

  it('a picture that is withheld is told', async (test) => {
    const { call } = await asking(test, () => one.filtered);
    await expect(call()).rejects.toMatchObject({
      name: 'ToolError',
      message: expect.stringMatching(/other words/),
    });
  });

  it('what is no picture is not kept', async (test) => {
    const { call, kept } = await asking(test, (question) => one.reply(question, Buffer.from('<html>')));
    await expect(call()).rejects.toMatchObject({
      message: expect.stringContaining('no picture that can be read'),
    });
    expect(kept).toEqual([]);
  });

  it('what is no answer is told', async (test) => {
    const { call } = await asking(test, () => ({ body: Buffer.from('<html>') }));
    await expect(call()).rejects.toMatchObject({ message: expect.stringContaining('not known here') });
  });

  it('the end of the call ends its request', async (test) => {
    const cancel = new AbortController();
    const { call } = await asking(test, () => void cancel.abort(new Error('cancelled')));
    await expect(call({}, cancel.signal)).rejects.toThrow('cancelled');
  });
});

it.each([
  ['automatic1111', ['/sdapi/v1/interrupt']],
  ['comfyui', ['/queue', '/interrupt']],
])('%s is told to stop when nobody waits any more', async (imageProvider, paths) => {
  const cancel = new AbortController();
  const { url, asked } = await serveReplies(({ path }) => {
    if (path === '/prompt') return json({ prompt_id: 'p1' });
    if (path === '/history/p1' || path === '/sdapi/v1/txt2img')
      return void cancel.abort(new Error('cancelled'));
    return json({});
  });
  const { run } = await studio({ skip: () => {} } as unknown as TestContext, {});
  const config = { imageProvider, imageUrl: url, imageModel: 'm' };
  await expect(run(generateImage, WISH, { config, signal: cancel.signal })).rejects.toThrow('cancelled');
  expect(asked.map(({ path }) => path)).toEqual(expect.arrayContaining(paths));
});

it.each<[JsonObject, string | null]>([
  [{}, '`imageProvider`'],
  [{ imageProvider: 'stability' }, '`imageApiKey`'],
  [{ imageProvider: 'stability', imageApiKey: { secret: 'X' } }, null],
  [{ imageProvider: 'openai' }, null],
  [{ imageProvider: 'automatic1111' }, '`imageUrl`'],
  [{ imageProvider: 'comfyui', imageUrl: 'http://localhost:8188' }, '`imageModel`'],
  [{ imageProvider: 'comfyui' }, '`imageUrl` and `imageModel`'],
])('with %j it is UNAVAILABLE for want of %s', async (config, missing) => {
  const around = { facts: { version: '0.4.0', searchPath: '' }, jail: openTestJail() };
  const { tools } = await withNeeds(around, describePlugin(design), config);
  const { availability, unavailableReason } = tools.find(({ name }) => name === 'generate_image')!;
  if (missing === null) expect(unavailableReason ?? '').not.toContain('configuration');
  else
    expect([availability, unavailableReason]).toEqual([
      'UNAVAILABLE',
      expect.stringContaining(`needs ${missing} in`),
    ]);
});
