import type { CompetencyDefinition } from 'gathering/plugin';

export const competencies: CompetencyDefinition[] = [
  {
    id: 'subtitling',
    name: 'Subtitling',
    description: 'Writes and times subtitles so that people can read them while they watch.',
    category: 'media',
    parents: ['file_management'],
    skillLevel: 'INTERMEDIATE',
    relatedTools: ['subtitles_check', 'subtitles_retime', 'subtitles_to_webvtt', 'subtitles_changes'],
  },
  {
    id: 'subtitle_translation',
    name: 'Subtitle translation',
    description: 'Translates subtitles: the meaning within the time and the space that the picture leaves.',
    category: 'media',
    parents: ['subtitling'],
    skillLevel: 'ADVANCED',
    relatedTools: ['subtitles_translate'],
  },
];
