import type { FileHandlerDefinition, FileSource, JsonValue } from 'gathering/plugin';
import { ToolError } from 'gathering/plugin';
import { MAX_FILE_BYTES, askPictures } from './picture-worker.ts';

export const imageFiles: FileHandlerDefinition = {
  id: 'image',
  name: 'Picture',
  description:
    'PNG, JPEG, WebP, AVIF, TIFF and GIF: size, colours and EXIF, and a PNG of at most 1,024 pixels a side.',
  extensions: ['.png', '.jpg', '.jpeg', '.webp', '.avif', '.tif', '.tiff', '.gif'],
  mimeTypes: ['image/png', 'image/jpeg', 'image/webp', 'image/avif', 'image/tiff', 'image/gif'],
  magic: [
    { hex: '89504e470d0a1a0a' },
    { hex: 'ffd8ff' },
    { hex: '474946383761' },
    { hex: '474946383961' },
    { hex: '49492a00' },
    { hex: '4d4d002a' },
    { offset: 8, hex: '57454250' },
    { offset: 4, hex: '6674797061766966' },
  ],
  async inspect(file, context) {
    return (await askPictures<JsonValue>(context, { job: 'info' }, [await bytesOf(file)])).value;
  },
  async preview(file, context) {
    const { data } = await askPictures(context, { job: 'preview' }, [await bytesOf(file)]);
    return { mimeType: 'image/png', data };
  },
};

async function bytesOf(file: FileSource): Promise<Uint8Array> {
  if (file.byteSize <= MAX_FILE_BYTES) return file.read();
  throw new ToolError(`The picture has more than ${MAX_FILE_BYTES} bytes; larger ones are not read.`);
}
