import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { runTool } from 'gathering/testing';
import subtitles from '../index.ts';
import { forgetTranslations } from '../translations.ts';
import { fakeDeepL } from './fake-deepl.ts';
import { sample } from './files.ts';

const workspace = await mkdtemp(join(tmpdir(), 'subtitles-'));
const deepl = await fakeDeepL();
after(async () => {
  await deepl.close();
  await rm(workspace, { recursive: true });
});
beforeEach(() => {
  forgetTranslations();
  deepl.requests.length = 0;
});

const args = { path: 'night-train.srt', to: 'night-train.de.srt', language: 'de' };
const options = {
  workspace,
  files: sample('night-train.srt'),
  secrets: { DEEPL_API_KEY: 'right' },
  config: { deeplUrl: deepl.url },
};
const run = (more = {}) => runTool(subtitles, 'subtitles_translate', args, { ...options, ...more });

describe('subtitles_translate', () => {
  test('writes a file with the same times, markup and places', async () => {
    const { value, logs } = await run({ agent: { id: 'ann', name: 'Ann' } });
    assert.deepEqual(value, { path: 'night-train.de.srt', cues: 4 });
    const text = await readFile(join(workspace, 'night-train.de.srt'), 'utf8');
    assert.match(text, /^1\n00:00:02,000 --> 00:00:04,500\n<i>THE LAST TRAIN LEAVES AT MIDNIGHT\.<\/i>\n/);
    assert.match(text, /^\{\\an8\}TICKETS & PASSPORTS, PLEASE\.$/m);
    assert.match(text, /^- IS THIS SEAT TAKEN\?\n- IT IS WAITING FOR YOU\.$/m);
    assert.deepEqual(logs[0]?.data, { language: 'DE', cues: 4, agent: 'ann' });
  });

  test('sends the key and the language, and pays for nothing twice', async () => {
    await run();
    await run();
    assert.deepEqual(
      deepl.requests.map(({ path, key, body }) => ({ path, key, target: body?.target_lang })),
      [{ path: '/v2/translate', key: 'DeepL-Auth-Key right', target: 'DE' }],
    );
    assert.deepEqual(deepl.requests[0]!.body!.text.slice(0, 4), [
      '<i>The last train leaves at midnight.</i>',
      ...['- Is this seat taken?', '- It is waiting for you.', 'Tickets &amp; passports, please.'],
    ]);
  });

  test('takes the key of its configuration first', async () => {
    await run({
      secrets: { MINE: 'right', DEEPL_API_KEY: 'wrong' },
      config: { ...options.config, deeplKey: { secret: 'MINE' } },
    });
    assert.equal(deepl.requests[0]!.key, 'DeepL-Auth-Key right');
  });

  test('says what to do without a key, with a wrong one, and when DeepL is busy', async () => {
    await assert.rejects(run({ secrets: {} }), { name: 'ToolError', message: /^There is no DeepL key/ });
    await assert.rejects(run({ secrets: { DEEPL_API_KEY: 'wrong' } }), {
      ...{ name: 'ToolError', retryable: false },
      message: 'DeepL refuses the key. Configure the right one.',
    });
    await assert.rejects(run({ secrets: { DEEPL_API_KEY: 'busy' } }), { name: 'ToolError', retryable: true });
    await assert.rejects(run({ config: { deeplUrl: 'http://localhost:1' } }), {
      ...{ name: 'ToolError', retryable: true },
      message: 'DeepL cannot be reached. Try again later.',
    });
  });

  test('refuses what is no language', async () => {
    const call = runTool(subtitles, 'subtitles_translate', { ...args, language: 'German' }, options);
    await assert.rejects(call, { code: 'INVALID_ARGUMENTS' });
  });
});
