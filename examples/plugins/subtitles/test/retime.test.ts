import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { runTool } from 'gathering/testing';
import subtitles from '../index.ts';
import { retime } from '../tools/retime.ts';
import { sample } from './files.ts';

const workspace = await mkdtemp(join(tmpdir(), 'subtitles-'));
after(() => rm(workspace, { recursive: true }));
const files = sample('night-train.srt');
const run = (args = {}) =>
  runTool(subtitles, 'subtitles_retime', { path: 'night-train.srt', ...args }, { workspace, files });
const written = (name: string) => readFile(join(workspace, name), 'utf8');

describe('subtitles_retime', () => {
  test('shifts the times of the file', async () => {
    const { value, content } = await run({ shiftMs: 2500 });
    const span = { from: '00:00:04,500', to: '00:01:20,400' };
    assert.deepEqual(value, { path: 'night-train.srt', cues: 4, ...span });
    assert.deepEqual(content, [
      { type: 'text', text: 'night-train.srt: 4 subtitles, from 00:00:04,500 to 00:01:20,400.' },
    ]);
    assert.match(await written('night-train.srt'), /^1\n00:00:04,500 --> 00:00:07,000\n<i>The last train/);
  });

  test('stretches them into another file, and leaves the first one', async () => {
    await run({ to: 'pal.srt', factor: 0.959 });
    assert.match(await written('pal.srt'), /^00:00:01,918 --> 00:00:04,316$/m);
    assert.match(await written('night-train.srt'), /^00:00:02,000 --> 00:00:04,500\r$/m);
  });

  test('refuses to begin before the film, and writes nothing', async () => {
    await assert.rejects(run({ to: 'early.srt', shiftMs: -2001 }), {
      name: 'ToolError',
      path: ['shiftMs'],
      message: 'The first subtitle would begin 1 ms before the film. Shift less.',
    });
    await assert.rejects(written('early.srt'));
  });

  test('tells before what it would do', () => {
    assert.ok(typeof retime.effects === 'function');
    const args = { path: 'a.srt', shiftMs: 0, factor: 1 };
    assert.deepEqual(retime.effects(args), ['Replaces all times in "a.srt".']);
    assert.match(retime.effects({ ...args, to: 'b.srt' })[0]!, /^Creates "b\.srt"/);
  });
});
