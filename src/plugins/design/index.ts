import { definePlugin } from 'gathering/plugin';
import { createColorPalette } from './color-palette.ts';
import { compareImages } from './compare-images.ts';
import { competencies } from './competencies.ts';
import { editImage } from './edit-image.ts';
import { imageFiles } from './image-files.ts';
import { imageInfo } from './image-info.ts';
import { createUiMockup } from './ui-mockup.ts';

export default definePlugin({
  id: 'design',
  name: 'Design',
  version: '0.4.0',
  description: 'Works with pictures and colours: edits, converts, compares and describes them.',
  author: 'GatheRing',
  license: 'MIT',
  tags: ['image', 'color', 'design'],
  tools: [editImage, imageInfo, compareImages, createColorPalette, createUiMockup],
  competencies,
  fileHandlers: [imageFiles],
});
