/**
 * The way of git to another host: a server of HTTP that passes on what git asks of one repository for one purpose, and
 * nothing else. So git needs no network, and knows no password.
 * Source of the protocol: https://git-scm.com/docs/http-protocol, "Smart Clients".
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ToolContext } from 'gathering/plugin';
import { type Agent, request } from 'undici';
import type { Config } from './config.ts';
import { MAX_BYTES, about, credentials, problemWith, repositoryUrl, tooLarge } from './git-host.ts';
import { failure } from './http/failure.ts';
import { lookUp } from './http/lookup.ts';
import { publicAgent } from './http/request.ts';

/** Without a byte: a large repository is looked through before the first comes. */
const SILENT_MS = 60_000;
/** Between two of its questions git may work for long. */
const UNHURRIED = { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 };
/** Headers that are passed on. */
const ASKED = [
  ...['accept', 'accept-encoding', 'user-agent', 'git-protocol'],
  ...['content-type', 'content-encoding', 'content-length'],
];
const ANSWERED = ['content-type', 'content-encoding'];

/** What git may do there. */
export type Service = 'git-upload-pack' | 'git-receive-pack';

interface DoorOptions {
  /** Of the repository, as git and its configuration know it. */
  address: string;
  service: Service;
  /** The argument of the call that gave the address. */
  argument: string;
  /** Of all that passes, either way. Default: 2 GiB. */
  maxBytes?: number;
}

interface Question {
  method: 'GET' | 'POST';
  /** Behind the address of the repository. */
  path: string;
  /** Content type of an answer. */
  type: string;
}

export class Door implements AsyncDisposable {
  readonly address: string;
  /** What stands for the address here: nobody else can guess it. */
  readonly path = `/${randomUUID()}`;
  readonly server: Server;
  readonly #argument: string;
  readonly #base: URL;
  readonly #config: Config;
  readonly #questions: readonly Question[];
  readonly #agent: Agent;
  readonly #closed = new AbortController();
  readonly #callEnds: AbortSignal;
  #bytesLeft: number;

  /** @throws ToolError for an address that is none of a repository. Whether it is public, is looked at with each connection. */
  constructor(
    { address, service, argument, maxBytes = MAX_BYTES }: DoorOptions,
    { config, signal }: Pick<ToolContext<Config>, 'config' | 'signal'>,
  ) {
    this.address = address;
    this.#argument = argument;
    this.#base = repositoryUrl(address, argument);
    this.#config = config;
    this.#callEnds = signal;
    this.#bytesLeft = maxBytes;
    this.#questions = [
      {
        method: 'GET',
        path: `/info/refs?service=${service}`,
        type: `application/x-${service}-advertisement`,
      },
      { method: 'POST', path: `/${service}`, type: `application/x-${service}-result` },
    ];
    this.#agent = publicAgent({ lookup: lookUp, allowHosts: config.allowHosts }, SILENT_MS);
    this.server = createServer(UNHURRIED, (asked, answer) => this.#answer(asked, answer));
  }

  /** Aborts with a ToolError when nothing can pass. */
  get signal(): AbortSignal {
    return this.#closed.signal;
  }

  /** Opens it on a port of this machine, for a git that is not in the jail. @returns what that must have in its environment. */
  async onPort(): Promise<Readonly<Record<string, string>>> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const { port } = this.server.address() as AddressInfo;
    return {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: `url.http://127.0.0.1:${port}${this.path}.insteadOf`,
      GIT_CONFIG_VALUE_0: this.address,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await this.#agent.destroy();
  }

  #answer(asked: IncomingMessage, answer: ServerResponse): void {
    const question = this.#questions.find(
      ({ method, path }) => method === asked.method && `${this.path}${path}` === asked.url,
    );
    if (!question) return void answer.writeHead(403).end();
    this.#passOn(question, asked, answer).catch((error: NodeJS.ErrnoException) => {
      // It is git that went away: it says itself why.
      if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE')
        this.#closed.abort(about(this.#argument, failure(error)));
      answer.destroy();
    });
  }

  async #passOn(
    { method, path, type }: Question,
    asked: IncomingMessage,
    answer: ServerResponse,
  ): Promise<void> {
    const reply = await request(`${this.#base.href.replace(/\/$/, '')}${path}`, {
      dispatcher: this.#agent,
      method,
      headers: { ...only(ASKED, asked.headers), ...credentials(this.#base, this.#config) },
      body: method === 'POST' ? asked.pipe(this.#counted()) : null,
      signal: AbortSignal.any([this.#callEnds, this.signal]),
    });
    const problem = problemWith(reply, type);
    if (problem) {
      reply.body.on('error', () => undefined).destroy();
      throw problem;
    }
    answer.writeHead(reply.statusCode, only(ANSWERED, reply.headers));
    await pipeline(reply.body, this.#counted(), answer);
  }

  #counted(): Transform {
    return new Transform({
      transform: (piece: Buffer, _, done) => {
        this.#bytesLeft -= piece.length;
        if (this.#bytesLeft < 0) done(tooLarge());
        else done(null, piece);
      },
    });
  }
}

function only(names: readonly string[], headers: Readonly<Record<string, string | string[] | undefined>>) {
  return Object.fromEntries(names.flatMap((name) => (headers[name] ? [[name, String(headers[name])]] : [])));
}
