import { cpSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { noJail } from '../../../src/execution/jail/no-jail.ts';
import { withNeeds } from '../../../src/plugins/tool-needs.ts';
import type { FileSource, JsonObject } from '../../../src/plugins/contract.ts';
import { describePlugin } from '../../../src/plugins/describe.ts';
import design from '../../../src/plugins/design/index.ts';
import { imageFiles } from '../../../src/plugins/design/image-files.ts';
import { imageInfo } from '../../../src/plugins/design/image-info.ts';
import { BLUE, RED, png, studio } from './pictures.ts';

const tools = design.tools!;

it('every tool of design says all that can be said of a tool', () => {
  for (const tool of describePlugin(design).tools) {
    expect(tool.title).toBeTruthy();
    expect([tool.readOnly, tool.destructive, tool.idempotent, tool.openWorld]).not.toContain(null);
    expect(tool.requiredCompetencies).toHaveLength(1);
    expect(tool.returns).not.toBe(null);
    const { properties } = JSON.parse(tool.parameters) as { properties: Record<string, JsonObject> };
    for (const property of Object.values(properties))
      expect(property.description).toEqual(expect.any(String));
  }
});

it('competencies name tools that exist', () => {
  const names = tools.map(({ name }) => name);
  for (const { relatedTools = [] } of design.competencies!)
    for (const tool of relatedTools) expect(names).toContain(tool);
});

it('without a jail, tools that read pictures are UNAVAILABLE', async () => {
  const facts = { version: '0.4.0', searchPath: '' };
  const { tools: described } = await withNeeds({ facts, jail: noJail }, describePlugin(design));
  const unavailable = described.filter(({ availability }) => availability === 'UNAVAILABLE');
  expect(unavailable.map(({ name }) => name)).toEqual([
    'edit_image',
    'image_info',
    'compare_images',
    'create_ui_mockup',
    'generate_image',
    'figma_get_file',
    'figma_export_images',
  ]);
});

const EXIF = { IFD0: { Make: 'Acme', Orientation: '6' } };
const photo = async () =>
  sharp(await png([[RED, BLUE, BLUE]]))
    .withExif(EXIF)
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();

describe('a photo', () => {
  it('is told with its EXIF, as large as it is seen', async (test) => {
    const { run } = await studio(test, { 'photo.jpg': await photo() });
    const value = await run(imageInfo, { path: 'photo.jpg' });
    expect(value).toMatchObject({ format: 'jpeg', width: 1, height: 3, orientation: 6 });
    expect(value.exif.Image.Make).toBe('Acme');
  });

  it('has a preview that is a PNG', async (test) => {
    const { context } = await studio(test, {});
    const data = await photo();
    const file: FileSource = {
      path: 'photo.jpg',
      byteSize: data.length,
      mimeType: null,
      read: async () => data,
    };
    const { mimeType, data: picture } = await imageFiles.preview!(file, context);
    expect(mimeType).toBe('image/png');
    expect(await sharp(picture).metadata()).toMatchObject({ format: 'png', width: 1, height: 3 });
    expect(await imageFiles.inspect!(file, context)).toMatchObject({ format: 'jpeg' });
  });
});

describe('the examples of design', () => {
  // The tests of those that ask others have servers for them.
  const own = tools.filter(({ annotations }) => !annotations?.openWorld);
  const examples = own.flatMap((tool) => tool.examples!.map((example) => ({ tool, example })));
  it.for(examples)('$tool.name: $example.description', async ({ tool, example }, test) => {
    const { run, root } = await studio(test, {});
    cpSync(join(import.meta.dirname, '../../../examples/data'), join(root, 'examples/data'), {
      recursive: true,
    });
    const value: unknown = await run(tool, example.arguments);
    if (example.result !== undefined) expect(value).toEqual(example.result);
  });
});
