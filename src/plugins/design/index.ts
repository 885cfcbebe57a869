import { definePlugin } from 'gathering/plugin';
import { competencies } from './competencies.ts';
import { editImage } from './edit-image.ts';
import { imageInfo } from './image-info.ts';

export default definePlugin({
  id: 'design',
  name: 'Design',
  version: '0.4.0',
  description: 'Works with pictures and colours: edits, converts, compares and describes them.',
  author: 'GatheRing',
  license: 'MIT',
  tags: ['image', 'color', 'design'],
  tools: [editImage, imageInfo],
  competencies,
});
