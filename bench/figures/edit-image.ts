/** Resizing a photo of 12 megapixels: by the tool, in its warm jailed worker, against sharp called directly. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import design from '../../src/plugins/design/index.ts';
import { type BenchApp, ACTOR, openBenchApp, temporaryFolder } from '../bench-app.ts';
import { type Figure, atLeast, expect, reported } from '../figure.ts';
import { interleaved, median, timed } from '../statistics.ts';

const ROUNDS = { warmUp: 3, rounds: 21 };
const SIDES = { width: 4000, height: 3000 };
const TO = { width: 1600 };
/** Speed of the tool as a part of that of sharp. */
const LEAST_SHARE = 0.8;

export const editImage: Figure = async () => {
  using folder = temporaryFolder();
  const photo = await madePhoto();
  writeFileSync(join(folder.path, 'photo.jpg'), photo);
  await using bench = await openBenchApp([design], { folder: folder.path });
  const cold = await call(bench);
  sharp.cache(false);
  const seen = await interleaved(
    {
      tool: () => call(bench),
      sharp: () => timed(() => sharp(photo).autoOrient().resize(TO).jpeg().toBuffer()),
    },
    ROUNDS,
  );
  const [tool, direct] = [median(seen.tool), median(seen.sharp)];
  return [
    atLeast(
      'edit_image, 12 megapixels to 1600 wide: speed against sharp itself',
      direct / tool,
      LEAST_SHARE,
      '×',
    ),
    reported('… warm', tool, 'ms'),
    reported('… sharp called directly', direct, 'ms'),
    reported('… the share of the jail, the call and keeping the artifact', tool - direct, 'ms'),
    reported('… cold: the first call of a caller', cold, 'ms'),
  ];
};

/** Not smooth all over: as much to decode as a photo has. */
async function madePhoto(): Promise<Buffer> {
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 40 };
  const grain = sharp({ create: { width: 1000, height: 750, channels: 3, background: '#888888', noise } });
  const small = await grain.png().toBuffer();
  return sharp(small).resize(SIDES.width, SIDES.height, { kernel: 'cubic' }).jpeg({ quality: 90 }).toBuffer();
}

async function call({ app }: BenchApp): Promise<number> {
  const args = { path: 'photo.jpg', operations: [{ type: 'resize', ...TO }] };
  const request = { tool: 'edit_image', args, waitMs: 30_000 };
  const begun = performance.now();
  const ended = await app.executions.execute(request, app.store.current, { actor: ACTOR, agentId: null });
  const ms = performance.now() - begun;
  expect(ended.status === 'SUCCEEDED', `edit_image: ${ended.status}. ${ended.error?.message ?? ''}`);
  return ms;
}
