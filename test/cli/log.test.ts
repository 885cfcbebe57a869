import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createLog, errorData } from '../../src/cli/log.ts';
import type { Config } from '../../src/config.ts';
import { ownFolder } from '../support/own-folder.ts';

function logFile(level: Config['logLevel'], secrets: string[] = []) {
  const path = join(ownFolder(), 'log');
  const log = createLog(level, secrets, openSync(path, 'w'));
  return {
    log,
    lines: () =>
      readFileSync(path, 'utf8')
        .trim()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
  };
}

it('writes message and data as one line of JSON', () => {
  const { log, lines } = logFile('info');
  log.info('two\nlines', { plugin: 'core' });
  expect(lines()).toEqual([expect.objectContaining({ level: 30, msg: 'two\nlines', plugin: 'core' })]);
});

it('leaves out what is below its level, and everything when silent', () => {
  const { log, lines } = logFile('warn');
  log.info('no');
  log.warn('yes');
  expect(lines().map(({ msg }) => msg)).toEqual(['yes']);
  const silent = logFile('silent');
  silent.log.fatal('no');
  expect(silent.lines()).toEqual([]);
});

it('hides fields that are named like secrets', () => {
  const { log, lines } = logFile('info');
  log.info('x', { token: 'a', request: { authorization: 'b', headers: { cookie: 'c' } } });
  expect(lines()[0]).toMatchObject({
    token: '***',
    request: { authorization: '***', headers: { cookie: '***' } },
  });
});

it('hides the values of secrets wherever they stand, also where JSON writes them with escapes', () => {
  const { log, lines } = logFile('info', ['hunter"2\n', 'tiny']);
  log.info('it is hunter"2\n here', { deep: { er: ['hunter"2\n'] }, tiny: 'tiny' });
  expect(lines()[0]).toMatchObject({ msg: 'it is *** here', deep: { er: ['***'] }, tiny: 'tiny' });
});

it('tells of an error its name, message and stack', () => {
  expect(errorData(new TypeError('broken')).error).toMatchObject({ name: 'TypeError', message: 'broken' });
  expect(errorData('text')).toEqual({ error: 'text' });
});
