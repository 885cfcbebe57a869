import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { serve, until } from './real-server.ts';

it('Guarantee 20: kill -9 in the middle of an upload leaves what was kept, and nothing of the rest', async () => {
  const server = await serve();
  const files = () => readdirSync(join(server.folder, '.gathering/artifacts'));
  const put = await fetch(`${server.origin}/files/kept.txt`, { method: 'PUT', body: 'kept' });
  expect(put.status).toBe(201);
  const { id, url } = (await put.json()) as { id: string; url: string };
  const socket = connect(server.port, 'localhost');
  socket.on('error', () => {});
  socket.write('PUT /files/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n');
  socket.write(Buffer.alloc(600_000));
  await until(() => files().some((name) => name.endsWith('.part')), 'the upload to begin');
  await server.end('SIGKILL');
  expect(files()).toHaveLength(2);

  const again = await serve({ folder: server.folder });
  expect(files()).toEqual([id]);
  const answer = await fetch(`${again.origin}${url}`);
  expect([answer.status, await answer.text()]).toEqual([200, 'kept']);
});

it('Guarantee 21: SIGTERM in the middle of an upload ends in time and leaves nothing of it', async () => {
  const server = await serve({ args: ['--shutdown-timeout-ms', '300'] });
  const files = () => readdirSync(join(server.folder, '.gathering/artifacts'));
  const socket = connect(server.port, 'localhost');
  socket.on('error', () => {});
  socket.write('PUT /files/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\nhalf');
  await until(() => files().length === 1, 'the upload to begin');
  expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(files()).toEqual([]);
});
