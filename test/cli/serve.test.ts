import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ownFolder } from '../support/own-folder.ts';
import { startGathering } from '../support/run-gathering.ts';

const file = join(import.meta.dirname, '../support/serve-process.ts');

function start(behaviour: string, ...more: string[]) {
  return startGathering([behaviour, ...more], {
    cwd: ownFolder(),
    file,
    env: { SOME_KEY: 'hunter2hunter2' },
  });
}

const STARTED = ['listening', 'starting', 'serving'];

/** What the parts of the server said, in order. */
function steps(stderr: string): string[] {
  return stderr.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
}

describe('serve', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'drains, closes the sockets, then the app, and exits with 0 on %s',
    async (signal) => {
      const server = start('');
      await server.said(/is ready/);
      server.process.kill(signal);
      expect(await server.ended).toEqual({ code: 0, signal: null });
      expect(steps(server.stderr())).toEqual([...STARTED, 'draining', 'sockets closed', 'app closed']);
    },
  );

  it('says last in its log that it has stopped', async () => {
    const server = start('');
    await server.said(/is ready/);
    server.process.kill('SIGTERM');
    await server.ended;
    const last = server.stderr().trimEnd().split('\n').at(-1)!;
    expect(JSON.parse(last)).toMatchObject({ msg: 'GatheRing has stopped.' });
  });

  it('says what it serves', async () => {
    const server = start('');
    await server.said(/stops it/);
    expect(server.stdout()).toContain('GatheRing 1.2.3 is ready.');
    expect(server.stdout()).toContain('http://localhost:4321/graphql');
    expect(server.stdout()).toContain('ws://localhost:4321/graphql');
    expect(server.stdout()).toContain('core (0 tools)');
    expect(server.stdout()).toContain('only this machine can call it');
  });

  it('never serves when it is stopped while starting', async () => {
    const server = start('slow start');
    await server.said(/starting/);
    server.process.kill('SIGTERM');
    expect(await server.ended).toEqual({ code: 0, signal: null });
    expect(steps(server.stderr())).toEqual(['listening', 'starting', 'sockets closed', 'app closed']);
    expect(server.stdout()).toBe('');
  });

  it('ends at once on a second signal', async () => {
    const server = start('slow drain', '60000');
    await server.said(/is ready/);
    server.process.kill('SIGTERM');
    await server.said(/draining/);
    server.process.kill('SIGINT');
    expect(await server.ended).toEqual({ code: 130, signal: null });
  });

  it('takes the echo of a signal for the same wish, and a later one for a second', async () => {
    const server = start('slow drain', '60000');
    await server.said(/is ready/);
    const firstAt = performance.now();
    const repeat = setInterval(() => server.process.kill('SIGINT'), 20);
    expect(await server.ended).toEqual({ code: 130, signal: null });
    clearInterval(repeat);
    expect(performance.now() - firstAt).toBeGreaterThan(400);
  });

  it('is ended with 1 when stopping takes too long', async () => {
    const server = start('slow drain', '1', '1');
    await server.said(/is ready/);
    server.process.kill('SIGTERM');
    expect(await server.ended).toEqual({ code: 1, signal: null });
    expect(server.stderr()).toContain('It did not stop in time');
  });

  it('logs how long running calls have, and when it is ended at the latest', async () => {
    const server = start('', '700', '50');
    await server.said(/is ready/);
    server.process.kill('SIGTERM');
    await server.ended;
    const stopping = server
      .stderr()
      .split('\n')
      .find((line) => line.includes('"Stopping."'));
    expect(JSON.parse(stopping!)).toMatchObject({
      signal: 'SIGTERM',
      shutdownTimeoutMs: 700,
      endedAfterMs: 750,
    });
    expect(stopping).not.toContain('timeoutMs');
  });

  it('stops in order, with 1, after an uncaught exception', async () => {
    const server = start('throws');
    expect(await server.ended).toEqual({ code: 1, signal: null });
    expect(server.stderr()).toContain('thrown by');
    expect(steps(server.stderr())).toEqual([...STARTED, 'draining', 'sockets closed', 'app closed']);
  });

  it('goes on after a rejection that nobody handles, and logs it', async () => {
    const server = start('rejects');
    await server.said(/nobody cares/);
    await server.said(/is ready/);
    server.process.kill('SIGTERM');
    expect(await server.ended).toEqual({ code: 0, signal: null });
  });

  it('starts no app when it cannot listen', async () => {
    const server = start('cannot listen');
    expect(await server.ended).toEqual({ code: 1, signal: null });
    expect(steps(server.stderr())).toEqual(['failed: no port']);
  });

  it('closes the sockets when the app cannot start', async () => {
    const server = start('cannot start');
    expect(await server.ended).toEqual({ code: 1, signal: null });
    expect(steps(server.stderr())).toEqual(['listening', 'starting', 'sockets closed', 'failed: no app']);
  });

  it('logs no secret, whoever tries', async () => {
    const server = start('');
    await server.said(/is ready/);
    expect(server.stderr()).toContain('"The key is ***"');
    expect(server.stderr()).toContain('"token":"***"');
    expect(server.stderr()).not.toContain('hunter2');
  });
});
