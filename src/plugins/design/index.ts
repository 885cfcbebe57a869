import { definePlugin } from 'gathering/plugin';
import { createColorPalette } from './color-palette.ts';
import { compareImages } from './compare-images.ts';
import { competencies } from './competencies.ts';
import { config } from './config.ts';
import { editImage } from './edit-image.ts';
import { figmaExportImages } from './figma-export-images.ts';
import { figmaGetFile } from './figma-get-file.ts';
import { generateImage } from './generate-image.ts';
import { imageFiles } from './image-files.ts';
import { imageInfo } from './image-info.ts';
import { createUiMockup } from './ui-mockup.ts';

export default definePlugin({
  id: 'design',
  name: 'Design',
  version: '0.4.0',
  description:
    'Works with pictures, colours and user interfaces: edits, converts, compares, describes and generates pictures, and reads Figma files.',
  author: 'GatheRing',
  license: 'MIT',
  tags: ['image', 'color', 'design'],
  config,
  tools: [
    editImage,
    imageInfo,
    compareImages,
    createColorPalette,
    createUiMockup,
    generateImage,
    figmaGetFile,
    figmaExportImages,
  ],
  competencies,
  fileHandlers: [imageFiles],
});
