/**
 * Runs in QuickJS before the program of a caller: makes what a program has besides the language itself. The name `$ask`, by
 * which it asks the process around it, is gone afterwards.
 */
(() => {
  const { parse, stringify } = JSON;
  const ask = globalThis.$ask;
  delete globalThis.$ask;
  const host = (what, ...values) => parse(ask(what, stringify(values)));

  const placesIn = (stack = '') =>
    stack
      .split('\n')
      .filter((line) => line !== '' && !line.includes('(prelude.js:'))
      .slice(0, 20);
  const shown = (value, inside = false) => {
    if (typeof value === 'string') return inside ? stringify(value) : value;
    if (value instanceof Error) return [String(value), ...placesIn(value.stack)].join('\n');
    if (typeof value === 'function') return `[Function: ${value.name || 'anonymous'}]`;
    if (typeof value === 'bigint') return `${value}n`;
    if (value instanceof Map) return `Map ${shown([...value])}`;
    if (value instanceof Set) return `Set ${shown([...value])}`;
    if (typeof value !== 'object' || value === null) return String(value);
    try {
      return (
        stringify(value, (_key, part) => (typeof part === 'bigint' ? `${part}n` : part)) ?? String(value)
      );
    } catch (error) {
      return `[${error.message}]`;
    }
  };
  const print =
    (stream) =>
    (...values) =>
      void host('print', stream, `${values.map((value) => shown(value)).join(' ')}\n`);
  const [out, err] = [print(1), print(2)];
  globalThis.console = { log: out, info: out, debug: out, warn: err, error: err };

  const timers = new Map();
  let lastTimer = 0;
  globalThis.setTimeout = (run, ms = 0, ...values) => {
    timers.set(++lastTimer, { at: Date.now() + Number(ms), run: () => run(...values) });
    return lastTimer;
  };
  globalThis.clearTimeout = (timer) => void timers.delete(timer);

  globalThis.readStdin = () => host('readStdin');
  globalThis.readFile = (path, encoding = 'utf-8') => host('readFile', String(path), encoding);
  globalThis.writeFile = (path, content, encoding = 'utf-8') =>
    void host('writeFile', String(path), String(content), encoding);
  globalThis.listFiles = (path = '.') => host('listFiles', String(path));
  globalThis.exit = (code = 0) => void host('exit', Number(code));
  globalThis.gathering = {
    progress: (fraction, message = '') => void host('progress', Number(fraction), String(message)),
  };

  return {
    /** Runs the timer that is due first, once it is. Answers false when there is none. */
    runTimer() {
      const next = [...timers].sort(([, a], [, b]) => a.at - b.at)[0];
      if (!next) return false;
      host('sleep', Math.max(0, next[1].at - Date.now()));
      timers.delete(next[0]);
      next[1].run();
      return true;
    },
    /** As JSON; undefined for what is none. */
    asJson(value) {
      try {
        return stringify(value);
      } catch {
        return undefined;
      }
    },
    shown: (value) => shown(value),
  };
})();
