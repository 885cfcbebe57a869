/** SubRip subtitles (`.srt`): an example that uses every part of what a plugin can be. */
import { definePlugin } from 'gathering/plugin';
import { competencies } from './competencies.ts';
import { config } from './config.ts';
import { subRip } from './file-handler.ts';
import { health, onDisable, onEnable, onLoad, onUnload } from './lifecycle.ts';
import { changes } from './tools/changes.ts';
import { check } from './tools/check.ts';
import { retime } from './tools/retime.ts';
import { toWebVtt } from './tools/to-webvtt.ts';
import { translate } from './tools/translate.ts';

export default definePlugin({
  id: 'subtitles',
  name: 'Subtitles',
  version: '1.0.0',
  description: 'Checks, retimes, converts, translates and compares SubRip subtitles.',
  author: 'GatheRing',
  license: 'MIT',
  homepage: 'https://en.wikipedia.org/wiki/SubRip',
  tags: ['subtitles', 'video', 'accessibility'],
  // The competencies below have parents that `core` brings.
  requires: { core: '>=0.4.0' },
  packages: { 'lru-cache': '^11.0.0' },
  programs: { git: '>=2.30.0' },
  secrets: ['DEEPL_API_KEY'],
  gathering: '>=0.4.0',
  config,
  tools: [check, retime, toWebVtt, translate, changes],
  competencies,
  fileHandlers: [subRip],
  onLoad,
  onEnable,
  onDisable,
  onUnload,
  health,
});
