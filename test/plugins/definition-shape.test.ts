import { describe, expect, it } from 'vitest';
import type { PluginDefinition } from '../../src/plugins/contract.ts';
import { definitionShape } from '../../src/plugins/definition-shape.ts';
import { echo, plugin } from '../support/plugins.ts';

function faultOf(more: Partial<PluginDefinition>): { path: string; message: string } | null {
  const issue = definitionShape.safeParse(plugin('p', more)).error?.issues[0];
  return issue ? { path: issue.path.join('.'), message: issue.message } : null;
}

describe('The time limit of a tool', () => {
  const limited = (timeoutMs: number) => faultOf({ tools: [echo('t', { limits: { timeoutMs } })] });

  it('is at most what a call may ask', () => {
    expect(limited(600_000)).toBeNull();
    expect(limited(600_001)).toEqual({
      path: 'tools.0.limits.timeoutMs',
      message: 'must be at most 600000 milliseconds',
    });
  });

  it('is at least a millisecond', () => {
    expect(limited(1)).toBeNull();
    expect(limited(0)?.path).toBe('tools.0.limits.timeoutMs');
  });
});

it.each([
  [
    { requires: { otherPlugin: '^1.2' } },
    'requires.otherPlugin',
    'must be lower case: a letter, then letters, digits, - or _',
  ],
  [{ packages: { 'a\nb': '*' } }, 'packages.a\nb', 'must be one line of text'],
  [{ programs: { 'git log': '*' } }, 'programs.git log', 'must be the name of a program'],
  [{ requires: { other: 'latest' } }, 'requires.other', 'must be a semver range such as ^1.2'],
])('%j is told how it should look', (more, path, message) => {
  expect(faultOf(more)).toEqual({ path, message });
});

it('A competency may have digits, _ . and - in its id, and no capitals', () => {
  const named = (id: string) => faultOf({ competencies: [{ id, name: 'C', description: 'C.' }] });
  expect(named('data_analysis.v2-beta')).toBeNull();
  expect(named('dataAnalysis')).toMatchObject({ path: 'competencies.0.id' });
});
