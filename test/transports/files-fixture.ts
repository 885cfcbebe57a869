/** A real app behind a real server, and requests as they are on the wire. */
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { type IncomingHttpHeaders, type RequestOptions, request as sendRequest } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { type Clock, systemClock } from '../../src/clock.ts';
import type { Config, Scope } from '../../src/config.ts';
import { createContext } from '../../src/schema/context.ts';
import { listen } from '../../src/transports/server.ts';
import { type TestApp, openTestApp } from '../support/test-app.ts';

export interface FileAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** The body as JSON. */
  json: any;
}

export interface FileServer extends Omit<TestApp, 'ask'> {
  port: number;
  /** What the operator is told. */
  log: string[];
  send(path: string, options?: RequestOptions & { body?: string | Buffer }): Promise<FileAnswer>;
  /** Brings a file in; what was kept. */
  put(name: string, body: string | Buffer, headers?: RequestOptions['headers']): Promise<any>;
  /** Names in the folder of the store. */
  files(): string[];
  close(): Promise<void>;
}

export async function serveFiles(
  settings: Partial<Config> = {},
  clock: Clock = systemClock,
): Promise<FileServer> {
  const test = await openTestApp([], { port: 0, ...settings }, { clock });
  const log: string[] = [];
  const write = (message: string, data?: object) => void log.push(`${message} ${JSON.stringify(data)}`);
  const listening = await listen(test.app.config, {
    clock,
    log: { debug: () => {}, warn: write, error: write },
    createContext,
  });
  const close = () => listening.close(100);
  onTestFinished(close);
  listening.serve(test.app);
  const send: FileServer['send'] = (path, options = {}) => request(listening.port, path, options);
  return {
    ...test,
    port: listening.port,
    log,
    send,
    close,
    async put(name, body, headers = {}) {
      const path = `/files/${encodeURIComponent(name)}`;
      const { status, json } = await send(path, { method: 'PUT', body, headers });
      if (status !== 201) throw new Error(`${status} ${JSON.stringify(json)}`);
      return json;
    },
    files: () => readdirSync(join(test.folder, '.gathering/artifacts')),
  };
}

function request(
  port: number,
  path: string,
  { body, ...options }: RequestOptions & { body?: string | Buffer },
): Promise<FileAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<FileAnswer>();
  const sent = sendRequest({ host: 'localhost', port, path, agent: false, ...options }, (response) => {
    buffer(response).then((bytes) => {
      const { statusCode = 0, headers } = response;
      resolve({ status: statusCode, headers, body: bytes, json: parsed(bytes) });
    }, reject);
  });
  sent.once('error', reject);
  sent.end(body);
  return promise;
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return null;
  }
}

/** A token for that name: how the configuration names it, and what its bearer sends. */
export function token(name: string, ...scopes: Scope[]) {
  const secret = randomBytes(16).toString('hex');
  const sha256 = createHash('sha256').update(secret).digest('hex');
  return { setting: { name, sha256, scopes }, headers: { authorization: `Bearer ${secret}` } };
}
