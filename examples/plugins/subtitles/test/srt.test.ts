import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatSrt, parseSrt, readCues, srtTime } from '../srt.ts';
import { sample } from './files.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

describe('SubRip files', () => {
  test('are read with a byte order mark, either end of line, markup and positions', () => {
    const cues = readCues(sample('night-train.srt')['night-train.srt']!);
    assert.equal(cues.length, 4);
    assert.deepEqual(cues[2], {
      ...{ number: 3, start: 8000, end: 10_400 },
      lines: ['{\\an8}Tickets & passports, please.'],
    });
    assert.deepEqual(cues[3], {
      ...{ number: 4, start: 75_040, end: 77_900 },
      lines: ['I had one of each', 'when I got on. Café au lait?'],
    });
  });

  test('are written as they were read, numbered anew', () => {
    const text = '7\n00:00:01,000 --> 00:00:02,000\nOne\n\n9\n01:02:03,004 --> 100:00:00,000\nTwo\nlines\n';
    const { cues } = parseSrt(text);
    assert.equal(formatSrt(cues), text.replace('7', '1').replace('9', '2'));
  });

  test('are read though players are looser than the format', () => {
    const text =
      '00:00:01.5-->0:0:2,25  X1:1 X2:2\nNo number\n\nafter a gap\n\n12\n00:00:03,000 --> 00:00:04,000\n\n34';
    assert.deepEqual(parseSrt(text), {
      cues: [
        { number: null, start: 1500, end: 2250, lines: ['No number', 'after a gap'] },
        { number: 12, start: 3000, end: 4000, lines: ['34'] },
      ],
      faults: [],
    });
  });

  test('of another encoding are read', () => {
    const text = '1\n00:00:01,000 --> 00:00:02,000\nÇa va?\n';
    const latin = Buffer.from(text, 'latin1');
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
    for (const bytes of [latin, utf16, utf16.subarray().swap16()]) {
      assert.deepEqual(readCues(bytes)[0]!.lines, ['Ça va?']);
    }
  });

  test('with a time that is none are refused, with the line', () => {
    const broken = bytesOf(
      '1\n00:00:01,000 --> 00:00:02,000\nOne\n\n2\n00:00:0x,000 --> 00:00:04,000\nTwo\n',
    );
    assert.throws(() => readCues(broken), { name: 'ToolError', message: /^Line 6 .*00:00:0x,000/ });
    assert.throws(() => readCues(bytesOf('Dear Ann,\n')), /holds no SubRip subtitles/);
  });

  test('have times of hours, minutes, seconds and milliseconds', () => {
    assert.equal(srtTime(0), '00:00:00,000');
    assert.equal(srtTime(3_723_004), '01:02:03,004');
    assert.equal(srtTime(59_999, '.'), '00:00:59.999');
  });
});
