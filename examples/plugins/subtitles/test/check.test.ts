import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkPlugin, runTool } from 'gathering/testing';
import subtitles from '../index.ts';
import { sample } from './files.ts';

const check = (path: string, args = {}, config = {}) =>
  runTool(subtitles, 'subtitles_check', { path, ...args }, { files: sample(path), config });

test('the definition is valid, with its schemas and examples', () => checkPlugin(subtitles));

describe('subtitles_check', () => {
  test('finds nothing in good subtitles', async () => {
    const { value, progress } = await check('night-train.srt');
    assert.deepEqual(value, { cues: 4, problemCount: 0, problems: [] });
    assert.deepEqual(progress, [{ fraction: 0.5, message: '4 subtitles are read.' }]);
  });

  test('finds every problem of bad ones', async () => {
    const { value, output } = await check('rushed.srt');
    const found = value.problems.map(({ cue, rule }: { cue: number; rule: string }) => `${cue} ${rule}`);
    assert.deepEqual(found, [
      ...['1 short', '1 gap', '2 wide', '2 fast', '2 overlap'],
      ...['3 number', '3 long', '4 number', '4 order'],
    ]);
    assert.match(output, /^00:00:01,000 subtitle 1: It is shown for 400 ms; 833 are the least\.$/m);
    // 62 characters in 1.58 seconds.
    assert.match(output, /^00:00:01,420 subtitle 2: It has 39\.2 characters a second; 17 are the most\.$/m);
    assert.equal(output.trim().split('\n').length, value.problemCount);
  });

  test('looks only for the rules that are asked for', async () => {
    const { value } = await check('rushed.srt', { rules: ['overlap'] });
    assert.deepEqual(value.problems, [
      {
        ...{ cue: 2, at: '00:00:01,420', rule: 'overlap' },
        message: 'The next one begins 100 ms before its end.',
      },
    ]);
  });

  test('uses the configured limits', async () => {
    const { value } = await check('night-train.srt', {}, { lineLength: 20, lines: 1 });
    assert.deepEqual(
      [...new Set(value.problems.map(({ rule }: { rule: string }) => rule))],
      ['wide', 'tall'],
    );
  });

  test('refuses a rule that there is not', async () => {
    await assert.rejects(check('rushed.srt', { rules: ['ugly'] }), { code: 'INVALID_ARGUMENTS' });
  });
});
