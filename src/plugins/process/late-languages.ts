/**
 * Lets zod read its messages in some sixty languages only when one of them is asked for. Each is a module, and read
 * at the start they take as long as all the rest of zod.
 */
import { type LoadFnOutput, registerHooks } from 'node:module';

const EXPORT = /^export \{ default as (\w+) \} from ("\.\/[\w-]+\.js");$/gm;
const LATE = `import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
`;

/** For modules that are imported from now on. Of a zod that lists its languages in another way all are read at once. */
export function readLanguagesLate(): void {
  const list = new URL('v4/locales/index.js', import.meta.resolve('zod')).href;
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      return url === list ? { ...loaded, source: late(loaded.source) } : loaded;
    },
  });
}

function late(source: LoadFnOutput['source']): string {
  const text = typeof source === 'string' ? source : new TextDecoder().decode(source);
  return LATE + text.replaceAll(EXPORT, 'export const $1 = () => require($2).default();');
}
