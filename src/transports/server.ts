/** Listening, and ending that without a trace. */
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { assertSafeBinding } from '../access.ts';
import type { App } from '../app.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { type Admit, admitting } from './admission.ts';
import { type Guard, createGuard } from './guard.ts';
import { createHttpSide } from './http.ts';
import type { Network, Side } from './network.ts';
import { refuseSocket } from './reply.ts';
import { createStartingSide } from './starting.ts';
import { createWebSocketSide } from './ws.ts';
import { createPipeline } from './yoga.ts';

/** Milliseconds for the headers, for the longest upload, and for an idle connection. Other bodies have less time. */
const TIMEOUTS = { headersTimeout: 15_000, requestTimeout: 3_600_000, keepAliveTimeout: 5_000 };
/** Milliseconds for the rest of a body that nobody needs. */
const UNREAD_MS = 10_000;
/** Milliseconds between looks for connections that became idle, while closing. */
const IDLE_CHECK_MS = 50;
/** WebSocket's `Going away`. */
const GOING_AWAY = 1001;
const LOOPBACK = ['127.0.0.1', '::1'];
/** A machine without that address family. */
const NO_ADDRESS = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'];
/** How often another free port is tried that is free on both addresses. */
const PORT_ATTEMPTS = 10;

export interface Listening {
  /** Without a path, e.g. `http://localhost:4000`. */
  url: string;
  port: number;
  /** Until then it answers probes, and to all else 503. */
  serve(app: App): void;
  /** Ends every connection: politely, and after so many milliseconds at once. */
  close(deadlineMs: number): Promise<void>;
}

/**
 * Opens the configured host and port; `localhost` means both 127.0.0.1 and ::1, where the machine has them.
 * @throws DomainError INVALID_CONFIG for an address that others reach, without tokens; else the system's own error.
 */
export async function listen(config: Config, given: Omit<Network, 'app'>): Promise<Listening> {
  const { host, port } = config;
  assertSafeBinding(config);
  const guard = createGuard(config);
  const admit = admitting(guard, given.log);
  let side = createStartingSide(admit, guard);

  function answer(request: IncomingMessage, response: ServerResponse): void {
    passOverRest(request, response, given.clock);
    side.handle(request, response);
  }

  function create(): Server {
    const server = createServer({ ...TIMEOUTS, shouldUpgradeCallback: isWebSocket }, answer);
    // Whoever waits for `100 Continue` is told it when the body is read, which is not where the headers are refused.
    server.on('checkContinue', answer);
    server.on('upgrade', (request, socket, head) => side.upgrade(request, socket, head));
    server.on('clientError', refuseGarbage);
    return server;
  }
  const servers = await openAll(create, host === 'localhost' ? LOOPBACK : [host], port);

  // Such as too many open files: the next connection may work again.
  for (const server of servers) {
    server.on('error', (error) => given.log.error('A connection failed.', { error: error.message }));
  }

  async function close(deadlineMs: number): Promise<void> {
    const closed = Promise.all(servers.map(closeServer));
    side.end();
    const stopIdleChecks = closeWhenIdle(servers, given.clock);
    const cancelDeadline = given.clock.after(deadlineMs, () => {
      side.terminate();
      for (const server of servers) server.closeAllConnections();
    });
    await closed;
    stopIdleChecks();
    cancelDeadline();
  }

  const bound = portOf(servers[0]!);
  const serve = (app: App) => void (side = createServingSide({ ...given, app }, admit, guard));
  return { url: `http://${nameInUrl(host)}:${bound}`, port: bound, serve, close };
}

function createServingSide(network: Network, admit: Admit, guard: Guard): Side {
  const pipeline = createPipeline(network);
  const http = createHttpSide(network, admit, pipeline);
  const sockets = createWebSocketSide(network, guard, pipeline);
  return {
    handle: http.handle,
    upgrade: sockets.upgrade,
    end() {
      sockets.close(GOING_AWAY, 'Going away');
      http.endStreams();
    },
    terminate: sockets.terminate,
  };
}

/** One server for each of the addresses that this machine has, all on one port. */
async function openAll(create: () => Server, addresses: readonly string[], port: number): Promise<Server[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await openOnce(create, addresses, port);
    } catch (error) {
      if (port !== 0 || codeOf(error) !== 'EADDRINUSE' || attempt === PORT_ATTEMPTS) throw error;
    }
  }
}

async function openOnce(create: () => Server, addresses: readonly string[], port: number): Promise<Server[]> {
  const servers: Server[] = [];
  let missing: unknown;
  for (const address of addresses) {
    try {
      servers.push(await open(create(), address, servers[0] ? portOf(servers[0]) : port));
    } catch (error) {
      missing = error;
      if (NO_ADDRESS.includes(codeOf(error))) continue;
      await Promise.all(servers.map(closeServer));
      throw error;
    }
  }
  if (servers.length === 0) throw missing;
  return servers;
}

function open(server: Server, host: string, port: number): Promise<Server> {
  const { promise, resolve, reject } = Promise.withResolvers<Server>();
  server.once('error', reject);
  server.listen({ host, port }, () => {
    server.off('error', reject);
    resolve(server);
  });
  return promise;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

/** A connection whose last answer was just sent stays open for the next request, which will not come. */
function closeWhenIdle(servers: readonly Server[], clock: Clock): () => void {
  let cancel = () => {};
  function check(): void {
    for (const server of servers) server.closeIdleConnections();
    cancel = clock.after(IDLE_CHECK_MS, check);
  }
  check();
  return () => cancel();
}

/** When it was answered before all of it came, the rest flows into nothing, so that the answer is read; but not for ever. */
function passOverRest(request: IncomingMessage, response: ServerResponse, clock: Clock): void {
  response.once('finish', () => {
    if (request.complete) return;
    request.once(
      'close',
      clock.after(UNREAD_MS, () => request.destroy()),
    );
    request.resume();
  });
}

// Whoever offers another protocol, such as HTTP/2, is content without it.
function isWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}

function refuseGarbage(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  if (error.code === 'HPE_HEADER_OVERFLOW') return refuseSocket(socket, 431, 'The headers are too large.');
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return refuseSocket(socket, 408, 'The request took too long.');
  refuseSocket(socket, 400, 'This is not HTTP.');
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}

function nameInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
