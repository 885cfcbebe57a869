import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createClient } from 'graphql-ws';
import * as gql from '../graphql/graphql.ts';
import { follow } from './follow.ts';
import { type RealServer, serve, until } from './real-server.ts';

const MANY = join(import.meta.dirname, 'children/serve-many.ts');

/** A server with a call that runs and a subscription that is open. */
async function busyServer(tool: string, args: string[] = []) {
  const server = await serve({ file: MANY, args });
  const follower = await follow(server);
  await follower.next();
  const running = server.run(gql.ExecuteToolDocument, { input: { tool } });
  await until(() => existsSync(join(server.folder, 'started')), 'the call runs');
  return { server, follower, running };
}

async function readiness({ origin }: RealServer): Promise<number> {
  return (await fetch(`${origin}/health/ready`)).status;
}

describe('Guarantee 21: on SIGTERM', () => {
  it('it takes no new work, lets a running call finish, closes sockets with 1001 and exits with 0', async () => {
    const { server, follower, running } = await busyServer('slow_until_open');
    expect(await readiness(server)).toBe(200);
    const client = createClient({
      url: `${server.origin}/graphql`.replace('http', 'ws'),
      lazy: false,
      onNonLazyError() {},
    });
    await new Promise((resolve) => client.on('connected', resolve));

    server.process.kill('SIGTERM');
    await until(async () => (await readiness(server)) === 503, 'not ready');
    const refused = { errors: [{ extensions: { code: 'SHUTTING_DOWN' } }] };
    expect(await server.ask({ query: '{ registry { revision } }' })).toMatchObject({
      status: 503,
      body: refused,
    });
    const mutation = 'mutation { executeTool(input: { tool: "p0_echo" }) { __typename } }';
    expect(await server.ask({ query: mutation })).toMatchObject({ status: 503, body: refused });
    await expect(client.iterate({ query: mutation }).next()).rejects.toMatchObject(refused.errors);
    const late = await follow(server);
    await expect(late.next()).rejects.toMatchObject(refused.errors);

    writeFileSync(join(server.folder, 'open'), '');
    expect((await running).executeTool).toMatchObject({ status: 'SUCCEEDED', result: { text: 'done' } });
    expect(await follower.closed).toMatchObject({ code: 1001, reason: 'Going away' });
    expect(await server.gone()).toEqual({ code: 0, signal: null });
  });

  it('a call that does not finish is cancelled at the deadline, and told so; the exit code is 0', async () => {
    const args = ['--shutdown-timeout-ms', '300'];
    const { server, follower, running } = await busyServer('slow_for_ever', args);
    server.process.kill('SIGTERM');
    expect((await running).executeTool).toMatchObject({
      status: 'CANCELLED',
      error: { code: 'SHUTTING_DOWN', retryable: false, sideEffectsPossible: true },
    });
    expect(await follower.closed).toMatchObject({ code: 1001, reason: 'Going away' });
    expect(await server.gone()).toEqual({ code: 0, signal: null });
  });

  it('what is committed then is there at the next start, and nothing was added by stopping', async () => {
    const { server, running } = await busyServer('slow_until_open');
    const before = await server.run(gql.RegistryDocument, {});
    writeFileSync(join(server.folder, 'open'), '');
    await running;
    await server.end('SIGTERM');
    const again = await serve({ folder: server.folder, file: MANY });
    expect(await again.run(gql.RegistryDocument, {})).toEqual(before);
  });
});
