import { expect, it } from 'vitest';
import { failureOf } from '../../src/cli/failure.ts';
import type { Settings } from '../../src/cli/read-config.ts';
import { UsageError } from '../../src/cli/usage-error.ts';
import { configSchema } from '../../src/config.ts';
import { DomainError } from '../../src/registries/errors.ts';

const settings: Settings = {
  config: configSchema.parse({ workspace: '/w', data: '/d' }),
  sourceOf: (setting) => `flag --${setting}`,
};
const failed = (error: unknown) => failureOf(error, settings);

function systemError(code: string, details: object): Error {
  return Object.assign(new Error(`${code}: something`), { code, ...details });
}

it('wrong usage exits with 2', () => {
  expect(failureOf(new UsageError('wrong'), undefined)).toEqual({ line: 'wrong', exitCode: 2 });
});

it('what is wrong with a setting exits with 2 and names setting and source', () => {
  expect(failed(new DomainError('INVALID_CONFIG', 'No such plugin.', { path: ['load'] }))).toEqual({
    line: 'Setting "load" (flag --load): No such plugin.',
    exitCode: 2,
  });
  expect(failed(new DomainError('INVALID_CONFIG', 'No.', { path: ['config', 'depth'] }))).toEqual({
    line: 'No.',
    exitCode: 2,
  });
});

it('any other expected failure exits with 1, and names the data folder where it is about that', () => {
  expect(failed(new DomainError('IN_USE', 'In use.', { path: ['data'] }))).toEqual({
    line: 'In use. (/d)',
    exitCode: 1,
  });
  expect(failed(new DomainError('STORAGE_DAMAGED', 'Damaged.'))).toEqual({
    line: 'Damaged. (/d)',
    exitCode: 1,
  });
});

it.each([
  [
    systemError('EADDRINUSE', { syscall: 'listen', address: '::1', port: 80 }),
    /^Port 80 of ::1 is in use .*--port\.$/,
  ],
  [
    systemError('EACCES', { syscall: 'listen', address: '::1', port: 80 }),
    /^Port 80 of ::1 may not .*--port\.$/,
  ],
  [
    systemError('EADDRNOTAVAIL', { syscall: 'bind', address: '1.2.3.4', port: 0 }),
    /^Host 1\.2\.3\.4 is no address .*--host\.$/,
  ],
  [
    systemError('ENOTFOUND', { syscall: 'getaddrinfo', hostname: 'nowhere' }),
    /^Host nowhere is not known\..*--host\.$/,
  ],
  [systemError('EROFS', { syscall: 'mkdir', path: '/d' }), /^EROFS: something\.$/],
])('%s is one line, with 1', (error, line) => {
  expect(failed(error)).toEqual({ line: expect.stringMatching(line), exitCode: 1 });
});

it('anything else is a bug', () => {
  expect(failed(new TypeError('x is not a function'))).toBeNull();
  expect(failed('thrown text')).toBeNull();
});
