import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { runTool } from 'gathering/testing';
import subtitles from '../index.ts';

const workspace = await mkdtemp(join(tmpdir(), 'subtitles-'));
after(() => rm(workspace, { recursive: true }));
const git = (...args: string[]) => execFileSync('git', args, { cwd: workspace, stdio: 'ignore' });

const srt = (...cues: [second: number, text: string][]) =>
  cues.map(([s, text]) => `1\n00:00:0${s},000 --> 00:00:0${s},900\n${text}\n`).join('\n');
const run = (path = 'film.srt') => runTool(subtitles, 'subtitles_changes', { path }, { workspace });

describe('subtitles_changes', () => {
  test('tells which subtitles are not as they were committed', async () => {
    git('init');
    await writeFile(
      join(workspace, 'film.srt'),
      srt([1, 'Yes.'], [2, 'Yes.'], [3, 'Old'], [4, 'Gone'], [5, 'Late']),
    );
    git('add', '.');
    git('-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', 'commit', '-m', 'Subtitles');
    assert.deepEqual((await run()).value, { changes: [] });
    await writeFile(join(workspace, 'film.srt'), srt([2, 'Yes.'], [3, 'New'], [6, 'Late'], [7, 'More']));
    assert.deepEqual((await run()).value.changes, [
      { kind: 'removed', at: '00:00:01,000', before: 'Yes.', after: null },
      { kind: 'reworded', at: '00:00:03,000', before: 'Old', after: 'New' },
      { kind: 'removed', at: '00:00:04,000', before: 'Gone', after: null },
      {
        ...{ kind: 'retimed', at: '00:00:06,000' },
        ...{ before: '00:00:05,000 --> 00:00:05,900', after: '00:00:06,000 --> 00:00:06,900' },
      },
      { kind: 'added', at: '00:00:07,000', before: null, after: 'More' },
    ]);
  });

  test('says so when the file was never committed', async () => {
    await writeFile(join(workspace, 'other.srt'), srt([1, 'New']));
    await assert.rejects(run('other.srt'), { name: 'ToolError', message: /not in the last commit/ });
  });
});
