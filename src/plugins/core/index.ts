import { definePlugin } from 'gathering/plugin';
export default definePlugin({ id: 'core', name: 'Core', version: '0.4.0', description: 'Files and git.', author: 'GatheRing' });
