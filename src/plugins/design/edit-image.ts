import { parse } from 'node:path';
import {
  type ArtifactRef,
  type JsonObject,
  type ToolContext,
  ToolError,
  defineTool,
  toolResult,
  z,
} from 'gathering/plugin';
import { type Operation, operation } from './operations.ts';
import { LIMITS, askPictures, readPicture } from './picture-worker.ts';

/** Pictures of one call, in bytes together. */
const MAX_BYTES = 128 * 1024 * 1024;

export const picturePath = z
  .string()
  .min(1)
  .describe(
    'A picture: a path in the workspace, or `artifact:ID`. What it is, its content tells: PNG, JPEG, WebP, AVIF, TIFF, GIF or SVG.',
  );

export const artifactShape = z.strictObject({
  id: z.string().describe('Of the artifact.'),
  uri: z.string().describe('`artifact:ID`: what tools take as a path.'),
  name: z.string().describe('Name of the file.'),
  mimeType: z.string().describe('By content.'),
  byteSize: z.int().describe('In bytes.'),
});

export const editImage = defineTool({
  name: 'edit_image',
  title: 'Edit image',
  description:
    'Edits a picture by operations that are applied in the order given, each on what the one before gave: resize, crop, rotate, ' +
    'flip, blur, sharpen, grayscale, tint, modulate, composite, watermark, text, trim, extend; and as the last one `format`. ' +
    'First it is turned as its camera says. Lengths are pixels. Of an animation the first frame counts. The result is an ' +
    'artifact without the metadata of the original, and where `output` is given that file, too.',
  category: 'IMAGE',
  tags: ['image', 'design', 'resize', 'convert'],
  requiredCompetencies: ['image_editing'],
  annotations: { readOnly: false, destructive: true, idempotent: true, openWorld: false },
  parameters: z.strictObject({
    path: picturePath,
    operations: z.array(operation).min(1).max(50).describe('What to do, in this order.'),
    output: z
      .string()
      .min(1)
      .optional()
      .describe(
        'A path in the workspace to write the result to, replacing what is there. Without `format`, its ending says the format.',
      ),
  }),
  returns: z.strictObject({
    artifact: artifactShape.describe('The picture that was made.'),
    width: z.int().describe('In pixels.'),
    height: z.int().describe('In pixels.'),
    format: z.string().describe('`jpeg`, `png`, `webp`, `avif`, `tiff` or `gif`.'),
    output: z.string().nullable().describe('Where it was written in the workspace; null where it was not.'),
  }),
  examples: [
    {
      description: 'A square thumbnail for the web',
      arguments: {
        path: 'examples/data/photo.jpg',
        operations: [
          { type: 'resize', width: 128, height: 128, fit: 'cover' },
          { type: 'format', format: 'webp', quality: 80 },
        ],
      },
    },
    {
      description:
        'A picture for a page: cut to 16:9, brightened, with a line of text, written beside the original',
      arguments: {
        path: 'examples/data/photo.jpg',
        operations: [
          { type: 'crop', left: 0, top: 75, width: 800, height: 450 },
          { type: 'modulate', brightness: 1.1, saturation: 1.2 },
          { type: 'text', text: 'Summer', color: '#ffffff', size: 48, left: 560, top: 370 },
        ],
        output: 'examples/data/summer.jpg',
      },
    },
  ],
  limits: LIMITS,
  needs: { jail: true },
  effects: ({ output }) => [
    'Keeps the picture as an artifact.',
    ...(output === undefined ? [] : [`Writes "${output}", replacing what is there.`]),
  ],
  async run({ path, operations, output }, context) {
    checkOperations(operations);
    const { asked, pictures } = await gathered(path, inFormatOf(output, operations), context);
    const { value, data } = await askPictures<Made>(context, { job: 'edit', operations: asked }, pictures);
    // First: where it cannot be written, nothing is kept.
    if (output !== undefined) await context.workspace.write(output, data);
    const name = `${stem(path)}.${value.format === 'jpeg' ? 'jpg' : value.format}`;
    const artifact = await keep(context, name, data);
    const result = { artifact, ...value, output: output ?? null };
    return toolResult(result, [
      {
        type: 'text',
        text: `Made ${artifact.uri}: ${value.format}, ${value.width} × ${value.height} pixels.`,
      },
      { type: 'media', artifact },
    ]);
  },
});

interface Made {
  width: number;
  height: number;
  format: string;
}

const FORMATS: Readonly<Record<string, Extract<Operation, { type: 'format' }>['format']>> = {
  ...{ '.jpg': 'jpeg', '.jpeg': 'jpeg', '.png': 'png', '.webp': 'webp', '.avif': 'avif' },
  ...{ '.tif': 'tiff', '.tiff': 'tiff', '.gif': 'gif' },
};

/** The operations; where none is `format`, with the one that the name of the file to write says. */
function inFormatOf(output: string | undefined, operations: readonly Operation[]): readonly Operation[] {
  const format = FORMATS[parse(output ?? '').ext.toLowerCase()];
  if (format === undefined || operations.at(-1)?.type === 'format') return operations;
  return [...operations, { type: 'format', format }];
}

/** What the schema cannot say. @throws ToolError */
function checkOperations(operations: readonly Operation[]): void {
  for (const [index, one] of operations.entries()) {
    const fail = (message: string, field?: string) => {
      throw new ToolError(message, { path: ['operations', String(index), ...(field ? [field] : [])] });
    };
    if (one.type === 'format' && index < operations.length - 1)
      fail('`format` must be the last operation.', 'type');
    if (one.type === 'resize' && one.width === undefined && one.height === undefined)
      fail('`resize` needs `width`, `height` or both.', 'width');
    if (one.type === 'watermark' && (one.text === undefined) === (one.path === undefined))
      fail('`watermark` needs either `text` or `path`.', 'text');
  }
}

/** The pictures that a call names, and its operations with the place of each picture instead of its path. */
async function gathered(path: string, operations: readonly Operation[], context: ToolContext) {
  const pictures = [await readPicture(context, path, ['path'])];
  const asked: JsonObject[] = [];
  for (const [index, one] of operations.entries()) {
    if (!('path' in one) || one.path === undefined) asked.push({ ...one });
    else {
      const picture =
        pictures.push(await readPicture(context, one.path, ['operations', String(index), 'path'])) - 1;
      asked.push({ ...one, picture });
    }
    if (pictures.reduce((sum, { length }) => sum + length, 0) > MAX_BYTES)
      throw new ToolError(`The pictures have more than ${MAX_BYTES} bytes together.`, {
        path: ['operations'],
      });
  }
  return { asked, pictures };
}

/** Keeps what was made. */
export async function keep(context: ToolContext, name: string, data: Uint8Array): Promise<ArtifactRef> {
  const { id, uri, name: kept, mimeType, byteSize } = await context.artifact({ name, data });
  return { id, uri, name: kept, mimeType, byteSize };
}

/** How to call what is made of a file. */
export function stem(path: string): string {
  return path.startsWith('artifact:') ? 'picture' : parse(path).name;
}
