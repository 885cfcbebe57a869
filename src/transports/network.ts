import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { App } from '../app.ts';
import type { Caller } from '../access.ts';
import type { Clock } from '../clock.ts';
import type { JsonObject } from '../registries/definitions.ts';

/** What goes wrong on our side, for the operator. Never sent to a caller. */
export interface NetworkLog {
  debug(message: string, data?: JsonObject): void;
  warn(message: string, data?: JsonObject): void;
  error(message: string, data?: JsonObject): void;
}

/** What every transport is given. */
export interface Network {
  readonly app: App;
  readonly clock: Clock;
  readonly log: NetworkLog;
  /** Makes a resolver's context: a plain object, whose own properties are copied. */
  readonly createContext: (app: App, caller: Caller) => object;
}

/** What answers on the ports. */
export interface Side {
  handle(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Ends what goes on, politely. */
  end(): void;
  /** Does not wait for anybody. */
  terminate(): void;
}

export const GRAPHQL_PATH = '/graphql';

/** All that a caller learns of a bug. */
export const UNEXPECTED = 'Unexpected error. The server log says more.';

/** A thrown value as the log shows it. */
export function errorText(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
