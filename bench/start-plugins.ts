import { pluginOf } from './definitions.ts';

/** What is loaded at each start: 20 plugins of 25 tools, and one that was switched on and off all the time. */
export const START_PLUGINS = [
  ...Array.from({ length: 20 }, (_, i) => pluginOf(`start${i}`, 25)),
  pluginOf('switched', 3),
];
