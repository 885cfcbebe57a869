import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runFileHandler } from 'gathering/testing';
import subtitles from '../index.ts';
import { sample } from './files.ts';

const PATH = 'night-train.srt';
const files = sample(PATH);

describe('The file handler subrip', () => {
  test('tells how readable the subtitles are', async () => {
    const { value } = await runFileHandler(subtitles, 'subrip', 'INSPECT', PATH, { files });
    const span = { from: '00:00:02,000', to: '00:01:17,900' };
    // The second has 45 characters in 2.8 seconds.
    assert.deepEqual(value, { cues: 4, ...span, fastest: 16.1, problems: 0 });
  });

  test('gives what is said, one subtitle a line', async () => {
    const { value } = await runFileHandler(subtitles, 'subrip', 'TEXT', PATH, { files });
    assert.deepEqual(value.split('\n'), [
      'The last train leaves at midnight.',
      '- Is this seat taken? - It is waiting for you.',
      'Tickets & passports, please.',
      'I had one of each when I got on. Café au lait?',
    ]);
  });

  test('draws a bar for each subtitle, red where it is too fast', async () => {
    const draw = async (charactersPerSecond: number) => {
      const options = { files, config: { charactersPerSecond } };
      const { value } = await runFileHandler(subtitles, 'subrip', 'PREVIEW', PATH, options);
      assert.equal(value.mimeType, 'image/svg+xml');
      const svg = new TextDecoder().decode(value.data);
      return { bars: svg.match(/<rect /g)?.length, red: svg.match(/#c62828/g)?.length ?? 0 };
    };
    assert.deepEqual(await draw(100), { bars: 4, red: 0 });
    assert.deepEqual(await draw(1), { bars: 4, red: 4 });
  });

  test('knows the format by its first bytes', async () => {
    const renamed = { 'film.txt': files[PATH]! };
    const [handler] = subtitles.fileHandlers!;
    const begins = Buffer.from(renamed['film.txt']).toString('hex');
    assert.ok(handler!.magic!.some(({ hex }) => begins.startsWith(hex)));
  });

  test('refuses a file that holds no subtitles', async () => {
    const letter = { 'letter.srt': 'Dear Ann' };
    const run = runFileHandler(subtitles, 'subrip', 'TEXT', 'letter.srt', { files: letter });
    await assert.rejects(run, { name: 'ToolError', message: 'The file holds no SubRip subtitles.' });
  });
});
