/** One process of one plugin: started, asked, watched, ended. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../clock.ts';
import { DomainError, PluginError } from '../../registries/errors.ts';
import type { Log } from '../contract.ts';
import { type Launched, endingOf, killTree, launch } from './launch.ts';
import { type OutputLog, outputLog } from './output-log.ts';
import { type Asked, type Peer, type PeerHandlers, createPeer } from './peer.ts';
import { decodeError, encodeError } from './wire-errors.ts';

/** What processes of plugins are given. */
export interface ProcessSurroundings extends Launched {
  readonly clock: Clock;
  /** Folders in which a plugin that declares programs finds them, as in PATH. */
  readonly searchPath: string;
  log(pluginId: string): Log;
  /** Takes secrets and folders of this machine out of a text. */
  redact(text: string): string;
}

/** Where the code of a plugin lies. */
export interface PluginPlace {
  /** Absolute. */
  readonly path: string;
  readonly isFolder: boolean;
  /** For people, e.g. `weather.ts`. */
  readonly label: string;
}

export type ProcessHandlers = Pick<PeerHandlers, 'request' | 'notification'>;

/** Characters of one message from a plugin; a file that it writes has at most 16 MiB. */
const MAX_LINE = 32 * 1024 * 1024;
/** Requests of a plugin that are served at once: each may hold a file of 16 MiB. */
const MAX_RUNNING = 4;
/** Bytes of the end of stderr that are kept, and characters of it that are shown: a secret is whole before it is cut. */
const TAIL_BYTES = 16_384;
const TAIL_SHOWN = 2_000;
/** Where in whose code: nothing for a caller. */
const STACK_LINE =
  /^\s+at |^Node\.js v|^node:internal|^ {2}code: '|^ +triggerUncaughtException|^}$|^-{3,}.*-{3,}$|^ *\d+: /;
/** Node's words about where an error of the import was thrown again. */
const OUR_THROW = /^file:\S*child\.ts:\d+\n.*\n\s*\^\n+/m;
/** Milliseconds that pipes may stay open when the process has ended. */
const LAST_WORDS_MS = 200;
/** Milliseconds from the wish to end until the process is killed. */
const END_MS = 500;

export class PluginProcess {
  /** Resolves when it has ended, with the reason: `exited with code 1`. */
  readonly ended: Promise<string>;
  /** The plugin's id, once that is known; what errors and log call it. */
  name: string;
  readonly #child: ReturnType<typeof launch>;
  readonly #peer: Peer;
  readonly #around: ProcessSurroundings;
  readonly #logs: Readonly<Record<keyof Log, OutputLog>>;
  readonly #path: string;
  readonly #folder: string;
  #tail = Buffer.alloc(0);
  #reason: string | undefined;
  #isEnding = false;

  constructor(place: PluginPlace, around: ProcessSurroundings, handlers: ProcessHandlers) {
    this.name = place.label;
    this.#around = around;
    this.#path = place.path;
    this.#folder = place.isFolder ? place.path : dirname(place.path);
    this.#child = launch(place, around);
    const { stdout, stderr, stdio } = this.#child;
    this.#peer = createPeer(
      stdio[3] as Duplex,
      {
        ...handlers,
        broken: (reason) => this.kill(reason),
        encodeError,
        decodeError: (data) =>
          decodeError(data, { pluginId: this.name, redact: (text) => this.#redact(text) }),
      },
      { maxLine: MAX_LINE, maxRunning: MAX_RUNNING },
    );
    const log = (level: keyof Log) => this.#logAt(level);
    this.#logs = { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
    stdout!.on('data', (chunk: Buffer) => this.#logs.info.push(chunk));
    stderr!.on('data', (chunk: Buffer) => this.#logs.warn.push(chunk));
    stderr!.on('data', (chunk: Buffer) => {
      this.#tail = Buffer.concat([this.#tail, chunk]).subarray(-TAIL_BYTES);
    });
    this.ended = this.#watch();
  }

  /** Asks it. @throws PluginError PLUGIN_CRASHED when it ends before it answers; what it throws, decoded. */
  request(method: string, params: object, signal?: AbortSignal): Asked {
    return this.#peer.request(method, params, signal);
  }

  /** The server's log, under the plugin's name. */
  get log(): Log {
    const { debug, info, warn, error } = this.#logs;
    return { debug: debug.write, info: info.write, warn: warn.write, error: error.write };
  }

  /** Ends it at once, telling why. */
  kill(reason: string): void {
    this.#reason ??= reason;
    killTree(this.#child);
  }

  /** Lets it end by itself, for a moment; resolves when nothing of it runs any more. */
  async close(): Promise<void> {
    this.#isEnding = true;
    this.#peer.notify('end', {});
    const cancel = this.#around.clock.after(END_MS, () => killTree(this.#child));
    await this.ended;
    cancel();
  }

  /** The end of what it wrote to stderr, fit to be shown; empty when it wrote nothing. */
  get stderrTail(): string {
    const lines = this.#tail.toString().replace(OUR_THROW, '').split('\n');
    return this.#redact(lines.filter((line) => !STACK_LINE.test(line)).join('\n'))
      .slice(-TAIL_SHOWN)
      .trim();
  }

  async #watch(): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<string>();
    const { promise: closed, resolve: close } = Promise.withResolvers<void>();
    // Listened for now: it may come in the same moment as `exit`.
    this.#child.once('close', () => close());
    this.#child.once('error', (error) => resolve(this.#whyNotStarted(error)));
    this.#child.once('exit', (code, signal) => resolve(endingOf(code, signal)));
    const ending = await promise;
    // What it started may outlive it, and hold its pipes.
    killTree(this.#child);
    // Until all that it wrote is read, or nothing more comes.
    const cancel = this.#around.clock.after(this.#child.pid === undefined ? 0 : LAST_WORDS_MS, close);
    await closed;
    cancel();
    const reason = this.#reason ?? ending;
    for (const stream of this.#child.stdio) stream?.destroy();
    for (const log of Object.values(this.#logs)) log.flush();
    this.#peer.end(this.#isEnding ? this.#ended() : this.#crash(reason));
    return reason;
  }

  #whyNotStarted({ code }: NodeJS.ErrnoException): string {
    const reason = existsSync(this.#folder) ? (code ?? 'unknown') : 'its folder is gone';
    return `could not be started (${reason})`;
  }

  #ended(): DomainError {
    const message = `Plugin "${this.name}" was ended while the call ran: it was unloaded, or the server stops.`;
    return new DomainError('SHUTTING_DOWN', message, { retryable: true });
  }

  #crash(reason: string): PluginError {
    const message = `The process of plugin "${this.name}" ended during the call: it ${reason}.`;
    return new PluginError('PLUGIN_CRASHED', this.name, message, { retryable: true });
  }

  #logAt(level: keyof Log): OutputLog {
    const { clock, log } = this.#around;
    return outputLog(
      clock,
      (line) => this.#redact(line),
      (line, data) => log(this.name)[level](line, data),
    );
  }

  #redact(text: string): string {
    return this.#around.redact(text.replaceAll(this.#path, this.name).replaceAll(`${this.#folder}/`, ''));
  }
}
