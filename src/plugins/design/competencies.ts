import type { CompetencyDefinition } from 'gathering/plugin';

export const competencies: CompetencyDefinition[] = [
  {
    id: 'design',
    name: 'Design',
    description: 'Gives things a look that serves their purpose.',
    category: 'design',
    skillLevel: 'BEGINNER',
  },
  {
    id: 'graphic_design',
    name: 'Graphic design',
    description: 'Arranges pictures, type and colour to tell something.',
    category: 'design',
    parents: ['design'],
    relatedTools: ['edit_image', 'compare_images', 'create_color_palette'],
  },
  {
    id: 'image_editing',
    name: 'Image editing',
    description: 'Cuts, corrects, combines and converts pictures.',
    category: 'design',
    parents: ['design'],
    skillLevel: 'BEGINNER',
    relatedTools: ['edit_image', 'image_info', 'compare_images'],
  },
  {
    id: 'color_theory',
    name: 'Colour theory',
    description: 'Chooses colours that go together, and that everybody can tell apart.',
    category: 'design',
    parents: ['design'],
    relatedTools: ['create_color_palette'],
  },
  {
    id: 'ui_design',
    name: 'UI design',
    description: 'Shapes user interfaces: what is where, and what it tells.',
    category: 'design',
    parents: ['design'],
    relatedTools: ['create_ui_mockup', 'create_color_palette'],
  },
  {
    id: 'wireframing',
    name: 'Wireframing',
    description: 'Sketches the structure of a page before its look.',
    category: 'design',
    parents: ['ui_design'],
    skillLevel: 'BEGINNER',
    relatedTools: ['create_ui_mockup'],
  },
];
