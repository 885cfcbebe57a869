/** figma_get_file and figma_export_images, with a server that speaks as Figma's documentation says. */
import { type TestContext, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/plugins/contract.ts';
import { figmaExportImages } from '../../../src/plugins/design/figma-export-images.ts';
import { figmaGetFile } from '../../../src/plugins/design/figma-get-file.ts';
import { type Question, type Reply, serveReplies } from '../../support/json-server.ts';
import { RED, png, studio } from './pictures.ts';

const KEY = 'abcdefghij0123456789';
const TOKEN = 'figd_s3cret';
const FILE = {
  ...{ name: 'Shop', lastModified: '2026-01-02T03:04:05Z', version: '42', schemaVersion: 0 },
  document: {
    ...{ id: '0:0', name: 'Document', type: 'DOCUMENT' },
    children: [
      {
        ...{ id: '0:1', name: 'Home', type: 'CANVAS' },
        children: [
          {
            ...{
              id: '1:2',
              name: 'Hero',
              type: 'FRAME',
              absoluteBoundingBox: { x: 0, y: 0, width: 1440, height: 600 },
            },
            children: [
              { id: '1:3', name: 'Title', type: 'TEXT', characters: 'Buy now', absoluteBoundingBox: null },
            ],
          },
        ],
      },
      { id: '0:9', name: 'Empty', type: 'CANVAS', children: [] },
    ],
  },
  components: { '5:1': { key: 'k1', name: 'Button', description: 'Round' } },
  styles: { '6:1': { key: 's1', name: 'Brand', description: '', styleType: 'FILL' } },
};

async function asking(test: TestContext, reply: (question: Question, url: string) => Reply | undefined) {
  const server: { url: string; asked: Question[] } = await serveReplies((question) =>
    reply(question, server.url),
  );
  const { run, kept } = await studio(test, {});
  const config = { figmaToken: TOKEN, figmaUrl: server.url };
  return {
    asked: server.asked,
    kept,
    run: (tool: typeof figmaGetFile, args: JsonObject) => run(tool, args, { config }),
  };
}

describe('figma_get_file', () => {
  it.for([KEY, `https://www.figma.com/design/${KEY}/Shop?node-id=1-2`, `https://figma.com/file/${KEY}`])(
    'tells what is in a file: %s',
    async (file, test) => {
      const { run, asked, kept } = await asking(test, () => ({ body: FILE }));
      const value = await run(figmaGetFile, { file, nodeIds: ['1-2', '1:3'], depth: 4 });
      expect(value).toMatchObject({
        ...{ name: 'Shop', lastModified: '2026-01-02T03:04:05Z', version: '42', truncated: false },
        nodes: [
          { id: '0:1', name: 'Home', type: 'CANVAS', parentId: null, width: null, height: null, text: null },
          { id: '1:2', name: 'Hero', type: 'FRAME', parentId: '0:1', width: 1440, height: 600, text: null },
          {
            id: '1:3',
            name: 'Title',
            type: 'TEXT',
            parentId: '1:2',
            width: null,
            height: null,
            text: 'Buy now',
          },
          { id: '0:9', name: 'Empty', type: 'CANVAS', parentId: null, width: null, height: null, text: null },
        ],
        components: [{ key: 'k1', name: 'Button', description: 'Round' }],
        styles: [{ key: 's1', name: 'Brand', description: '' }],
      });
      expect(JSON.parse(Buffer.from(kept[0]!).toString())).toEqual(FILE);
      const [{ path, query, headers }] = asked as [Question];
      expect([path, query.get('ids'), query.get('depth'), headers['x-figma-token']]).toEqual([
        ...[`/v1/files/${KEY}`, '1:2,1:3', '4', TOKEN],
      ]);
    },
  );

  it('a file with very many nodes is cut, and says so', async (test) => {
    const children = Array.from({ length: 2_000 }, (_, i) => ({ id: `1:${i}`, name: 'x', type: 'FRAME' }));
    const { run } = await asking(test, () => ({ body: { ...FILE, document: { children } } }));
    const value = await run(figmaGetFile, { file: KEY });
    expect([value.nodes.length, value.truncated]).toEqual([500, true]);
  });

  it.for<[number, object, RegExp, boolean]>([
    [403, { status: 403, err: 'Invalid token' }, /does not let us in \(403\)/, false],
    [404, { status: 404, err: 'Not found' }, /no such file/, false],
    [429, { status: 429, err: 'Rate limit exceeded' }, /Try again in 30 seconds/, true],
    [400, { status: 400, err: 'Bad depth' }, /refused \(400\): Bad depth/, false],
    [500, {}, /failed \(500\)/, true],
  ])('a failure is told: %i', async ([status, body, message, retryable], test) => {
    const { run, kept } = await asking(test, () => ({ status, body, headers: { 'retry-after': '30' } }));
    const error: any = await run(figmaGetFile, { file: KEY }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'ToolError', message: expect.stringMatching(message), retryable });
    expect(error.message).not.toContain(TOKEN);
    expect(kept).toEqual([]);
  });

  it.for(['x', '../../v1/me', 'https://evil.example/design/abcdefghij0123456789', `${KEY}/../x y`])(
    'asks nobody for what is no file: %s',
    async (file, test) => {
      const { run, asked } = await asking(test, () => ({ body: FILE }));
      await run(figmaGetFile, { file }).catch(() => undefined);
      expect(asked.filter(({ path }) => path !== `/v1/files/${KEY}`)).toEqual([]);
    },
  );
});

describe('figma_export_images', () => {
  const images = (url: string) => ({ '1:2': `${url}/drawn/a.png`, '1:3': null, '1:4': `${url}/gone` });

  it('keeps what Figma draws, tells what it does not, and gives the token to nobody else', async (test) => {
    const picture = await png([[RED, RED]]);
    const { run, asked, kept } = await asking(test, ({ path }, url) => {
      if (path.startsWith('/v1/images/')) return { body: { err: null, images: images(url) } };
      return path === '/drawn/a.png' ? { body: picture } : { status: 404 };
    });
    const value = await run(figmaExportImages as never, {
      file: KEY,
      nodeIds: ['1-2', '1:3', '1:4'],
      scale: 2,
    });
    expect(value.images).toMatchObject([
      { nodeId: '1:2', width: 2, height: 1, problem: null, artifact: { name: '1-2.png' } },
      { nodeId: '1:3', artifact: null, problem: expect.stringContaining('could not draw') },
      { nodeId: '1:4', artifact: null, problem: expect.stringContaining('404') },
    ]);
    expect(Buffer.from(kept[0]!)).toEqual(picture);
    const [first, ...others] = asked;
    expect(Object.fromEntries(first!.query)).toEqual({ ids: '1:2,1:3,1:4', format: 'png', scale: '2' });
    expect(others.map(({ headers }) => headers['x-figma-token'])).toEqual([undefined, undefined]);
  });

  it('what is no picture, or lies where nobody may look, is told and not kept', async (test) => {
    const { run, kept } = await asking(test, ({ path }, url) => {
      if (!path.startsWith('/v1/')) return { body: Buffer.from('<html>') };
      return {
        body: {
          err: null,
          images: { '1:2': `${url}/x`, '1:3': 'http://localhost:1/x', '1:4': 'file:///etc/passwd' },
        },
      };
    });
    const { images } = await run(figmaExportImages as never, { file: KEY, nodeIds: ['1:2', '1:3', '1:4'] });
    for (const { artifact, problem } of images)
      expect([artifact, problem]).toEqual([null, expect.any(String)]);
    expect(kept).toEqual([]);
  });

  it('vectors are kept as they are', async (test) => {
    const { run, asked } = await asking(test, ({ path }, url) =>
      path.startsWith('/v1/')
        ? { body: { err: null, images: { '1:2': `${url}/x` } } }
        : { body: Buffer.from('<svg/>') },
    );
    const { images } = await run(figmaExportImages as never, { file: KEY, nodeIds: ['1:2'], format: 'svg' });
    expect(images[0]).toMatchObject({ width: null, artifact: { name: '1-2.svg' } });
    expect(asked[0]!.query.has('scale')).toBe(false);
  });
});
