/** Edits a picture: one operation after the other, each on what the one before gave. */
import { decoded, headerOf, open, seenSize } from './open.mjs';
import { OPERATIONS } from './operations.mjs';

const ENCODERS = { jpeg: 'jpeg', png: 'png', webp: 'webp', avif: 'avif', tiff: 'tiff', gif: 'gif' };
/** Without a `format`: what was read, or PNG where nothing writes that. */
const AS_READ = { jpeg: 'jpeg', png: 'png', webp: 'webp', tiff: 'tiff', gif: 'gif', heif: 'avif' };

/** The first picture is edited; operations name others by their place. */
export async function edit({ operations }, pictures) {
  const [main] = pictures;
  const header = await headerOf(main, ['path']);
  const last = operations.at(-1);
  const output = last.type === 'format' ? last : { format: AS_READ[header.format] ?? 'png' };
  const steps = operations.filter(({ type }) => type !== 'format');
  const size = seenSize(header);
  let state = { pipeline: open(main).autoOrient(), ...size, inPath: ['path'] };
  // Sharp has an order of its own within a pipeline: so each has one operation, and the last one also writes the file.
  for (const [index, step] of steps.entries()) {
    const at = (name) => ['operations', String(index), ...(name ? [name] : [])];
    const next = await OPERATIONS[step.type](state, step, { at, pictures });
    if (index < steps.length - 1) state = await settle(next, state.inPath);
    else state = { ...state, pipeline: next };
  }
  const options = output.quality === undefined ? {} : { quality: output.quality };
  const encode = () =>
    state.pipeline
      .toColourspace('srgb')
      [ENCODERS[output.format]](options)
      .toBuffer({ resolveWithObject: true });
  const { data, info } = await decoded(encode, state.inPath);
  const { width, height } = info;
  return { value: { width, height, format: output.format }, data: [data] };
}

/** The pixels after an operation, as the start of the next. */
async function settle(pipeline, inPath) {
  const run = () => pipeline.toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  const { data, info } = await decoded(run, inPath);
  const { width, height, channels } = info;
  return { pipeline: open(data, { raw: { width, height, channels } }), width, height, inPath };
}
