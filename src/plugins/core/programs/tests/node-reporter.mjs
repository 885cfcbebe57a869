/**
 * In the jail: tells the events of `node --test`, of which its JUnit and TAP reports are made, as they come.
 * Source: https://nodejs.org/docs/latest-v24.x/api/test.html#class-testsstream.
 */
import { basename, relative } from 'node:path';
import tell from './tell.cjs';

const CROSS = { passed: '✓', failed: '✗', skipped: '-', error: '✗' };

export default async function* report(events) {
  tell.tell('report');
  let [known, done] = [0, 0];
  const names = new Map();
  for await (const { type, data } of events) {
    if (type === 'test:enqueue') known += 1;
    if (type === 'test:complete') tell.progress(++done, known, 'tests');
    if (type === 'test:stdout' || type === 'test:stderr') yield data.message;
    if (type === 'test:start')
      names.set(data.file, [...(names.get(data.file) ?? []).slice(0, data.nesting), data.name]);
    if ((type === 'test:pass' || type === 'test:fail') && data.details.type !== 'suite') {
      const found = asTest(type, data, names.get(data.file) ?? [data.name]);
      tell.test(found);
      yield `${CROSS[found.status]} ${found.name}\n`;
    }
  }
}

function asTest(type, { name, file = '', nesting, skip, todo, details }, names) {
  const of = relative(process.cwd(), file);
  // A file whose own process failed, not a test of it.
  const isFile = nesting === 0 && (name === of || basename(name) === basename(file));
  const status = type === 'test:pass' ? 'passed' : isFile ? 'error' : 'failed';
  const isSkipped = skip !== undefined || (todo !== undefined && type === 'test:fail');
  return {
    name: isFile ? of : [...names.slice(0, nesting), name].join(' > '),
    file: of,
    status: isSkipped ? 'skipped' : status,
    durationMs: details.duration_ms ?? null,
    message: type === 'test:fail' ? messageOf(details.error) : null,
  };
}

function messageOf(error) {
  const { cause } = error ?? {};
  return cause?.stack ?? cause?.message ?? (typeof cause === 'string' ? cause : error?.message);
}
