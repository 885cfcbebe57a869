import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runTool } from 'gathering/testing';
import subtitles from '../index.ts';
import { sample } from './files.ts';

const WEBVTT = `WEBVTT

00:00:02.000 --> 00:00:04.500
<i>The last train leaves at midnight.</i>

00:00:05.000 --> 00:00:07.800
- Is this seat taken?
- It is waiting for you.

00:00:08.000 --> 00:00:10.400 line:0
Tickets &amp; passports, please.

00:01:15.040 --> 00:01:17.900
I had one of each
when I got on. Café au lait?
`;

const files = sample('night-train.srt');
const run = (options = {}) =>
  runTool(subtitles, 'subtitles_to_webvtt', { path: 'night-train.srt' }, { files, ...options });

describe('subtitles_to_webvtt', () => {
  test('keeps the file as an artifact', async () => {
    const { value, artifacts, content } = await run();
    const [{ name, mimeType, data, uri }] = artifacts as [(typeof artifacts)[0]];
    assert.deepEqual(value, { cues: 4, artifact: uri, webvtt: null });
    assert.deepEqual({ name, mimeType }, { name: 'night-train.vtt', mimeType: 'text/vtt' });
    assert.equal(new TextDecoder().decode(data), WEBVTT);
    assert.deepEqual(content, [{ type: 'resource_link', uri, name, mimeType }]);
  });

  test('answers the file where the host keeps none', async () => {
    const { value, logs } = await run({ keepArtifacts: false });
    assert.deepEqual(value, { cues: 4, artifact: null, webvtt: WEBVTT });
    assert.deepEqual(logs, [
      { level: 'debug', message: 'The host keeps no artifacts.', data: { name: 'night-train.vtt' } },
    ]);
  });

  test('notes for whom it was made, in one harmless line', async () => {
    const agent = { id: 'ann', name: 'Ann -->\nB' };
    const { value } = await run({ keepArtifacts: false, agent });
    assert.equal(value.webvtt, WEBVTT.replace('WEBVTT\n', 'WEBVTT\n\nNOTE Made for Ann   B\n'));
  });

  test('makes text of all that is no markup', async () => {
    const odd = {
      'odd.srt': '1\n00:00:01,000 --> 00:00:02,000\n<font color="red">a < b</font> <B>c</B> <x>\n',
    };
    const run = runTool(
      subtitles,
      'subtitles_to_webvtt',
      { path: 'odd.srt' },
      { files: odd, keepArtifacts: false },
    );
    assert.match((await run).value.webvtt, /^a &lt; b <b>c<\/b> &lt;x&gt;$/m);
  });
});
