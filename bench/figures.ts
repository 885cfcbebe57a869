/** All that can be measured, by name, in the order of the table. */
import type { Figure } from './figure.ts';

export const FIGURES: Record<string, () => Promise<Figure>> = {
  'load-1000': async () => (await import('./figures/load-1000.ts')).load1000,
  'load-1000-ws': async () => (await import('./figures/load-1000-ws.ts')).load1000OverWebSocket,
  'load-into-100k': async () => (await import('./figures/load-into-100k.ts')).loadInto100k,
  'read-100k': async () => (await import('./figures/read-100k.ts')).read100k,
  memory: async () => (await import('./figures/memory.ts')).memory,
  startup: async () => (await import('./figures/startup.ts')).startup,
  subscribers: async () => (await import('./figures/subscribers.ts')).subscribers,
  resume: async () => (await import('./figures/resume.ts')).resume,
  execute: async () => (await import('./figures/execute.ts')).execute,
  history: async () => (await import('./figures/history.ts')).history,
  'plugin-call': async () => (await import('./figures/plugin-call.ts')).pluginCall,
  'plugin-start': async () => (await import('./figures/plugin-start.ts')).pluginStart,
  'plugin-reload': async () => (await import('./figures/plugin-reload.ts')).pluginReload,
  jail: async () => (await import('./figures/jail.ts')).jail,
  'git-status': async () => (await import('./figures/git-status.ts')).gitStatus,
  'edit-image': async () => (await import('./figures/edit-image.ts')).editImage,
};
