import { describe, expect, it } from 'vitest';
import { pluginName } from '../../src/cli/plugin-name.ts';
import { checkPlugin } from '../../src/testing/index.ts';
import { plugin } from '../support/plugins.ts';

describe('pluginName', () => {
  it.each([
    ['/home/ann/word-count', { id: 'word-count', prefix: 'word_count', title: 'Word count' }],
    ['Word Count', { id: 'word-count', prefix: 'word_count', title: 'Word count' }],
    ['Zürich.Tram', { id: 'zurich-tram', prefix: 'zurich_tram', title: 'Zurich tram' }],
    ['2nd_try', { id: 'nd_try', prefix: 'nd_try', title: 'Nd try' }],
    ['a!!', { id: 'a', prefix: 'a', title: 'A' }],
    ['x'.repeat(80), { id: 'x'.repeat(64) }],
  ])('makes a valid name of %s', (folder, name) => {
    expect(pluginName(folder)).toMatchObject(name);
    checkPlugin(plugin(pluginName(folder).id));
  });

  it.each(['123', '---', '日本', '/'])('refuses %s in one line', (folder) => {
    expect(() => pluginName(folder)).toThrow(
      expect.objectContaining({
        name: 'UsageError',
        message: expect.stringMatching(/^No plugin .*a to z\.$/),
      }),
    );
  });
});
