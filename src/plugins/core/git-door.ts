/**
 * The way of git to another host: a server of HTTP that passes on what git asks of one repository for one purpose, and
 * nothing else. So git needs no network, and knows neither a password nor where it goes.
 * Source of the protocol: https://git-scm.com/docs/http-protocol.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ToolContext } from 'gathering/plugin';
import { type Dispatcher, request } from 'undici';
import type { Config } from './config.ts';
import { MAX_MIB, about, credentials, problemWith, repositoryUrl, tooLarge } from './git-host.ts';
import { failure } from './http/failure.ts';
import { lookUp } from './http/lookup.ts';
import { publicAgent } from './http/request.ts';

/** Without a byte: a large repository is looked through before the first comes. */
const SILENT_MS = 60_000;
/** What git says, and hears, by header. */
const ASKED = [
  ...['accept', 'accept-encoding', 'user-agent', 'git-protocol'],
  ...['content-type', 'content-encoding', 'content-length'],
];
const ANSWERED = ['content-type', 'content-encoding'];

/** What git may do there. */
export type Service = 'git-upload-pack' | 'git-receive-pack';

export interface Door extends AsyncDisposable {
  /** As git and the repository know it. */
  readonly address: string;
  /** What stands for it in addresses of the server: nobody else can guess it. */
  readonly path: string;
  readonly server: Server;
  /** Aborts with a ToolError when it leads nowhere. */
  readonly signal: AbortSignal;
}

/** @param argument that gave the address. @throws ToolError for one that is not reached. */
export function openDoor(
  address: string,
  service: Service,
  argument: string,
  { config, signal }: Pick<ToolContext<Config>, 'config' | 'signal'>,
): Door {
  const url = urlOf(address, argument);
  const agent = publicAgent({ lookup: lookUp, allowHosts: config.allowHosts }, SILENT_MS);
  const closed = new AbortController();
  const path = `/${randomUUID()}`;
  const passOn = passing(url, config, agent, AbortSignal.any([signal, closed.signal]));
  // Between two of its questions git may work for long.
  const server = createServer(
    { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 },
    (asked, answer) => {
      const question = questionOf(asked, path, service);
      if (!question) return void answer.writeHead(403).end();
      passOn(question, asked, answer).catch((error: NodeJS.ErrnoException) => {
        // It is git that went away: it says itself why.
        if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') closed.abort(about(argument, failure(error)));
        answer.destroy();
      });
    },
  );
  return {
    address,
    path,
    server,
    signal: closed.signal,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await agent.destroy();
    },
  };
}

function urlOf(address: string, argument: string): URL {
  try {
    return repositoryUrl(address);
  } catch (error) {
    throw about(argument, error);
  }
}

/** Opens it on a port of this machine, for a git that is not in the jail. @returns what git needs to find it. */
export async function onPort({ address, path, server }: Door): Promise<Readonly<Record<string, string>>> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `url.http://127.0.0.1:${(server.address() as AddressInfo).port}${path}.insteadOf`,
    GIT_CONFIG_VALUE_0: address,
  };
}

interface Question {
  method: 'GET' | 'POST';
  /** Behind the address of the repository. */
  path: string;
  /** Content type of an answer. */
  answer: string;
}

/** The two questions that the protocol has; undefined for any other. */
function questionOf({ method, url }: IncomingMessage, path: string, service: Service): Question | undefined {
  const questions: readonly Question[] = [
    {
      method: 'GET',
      path: `/info/refs?service=${service}`,
      answer: `application/x-${service}-advertisement`,
    },
    { method: 'POST', path: `/${service}`, answer: `application/x-${service}-result` },
  ];
  return questions.find((one) => one.method === method && `${path}${one.path}` === url);
}

function passing(url: URL, config: Config, dispatcher: Dispatcher, signal: AbortSignal) {
  const base = url.href.replace(/\/$/, '');
  const count = counter();
  return async (question: Question, asked: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const { method } = question;
    const reply = await request(`${base}${question.path}`, {
      ...{ dispatcher, signal, method },
      headers: { ...only(ASKED, asked.headers), ...credentials(url, config) },
      body: method === 'POST' ? asked.pipe(count()) : null,
    });
    const problem = problemWith(reply, question.answer);
    if (problem) {
      reply.body.on('error', () => undefined).destroy();
      throw problem;
    }
    answer.writeHead(reply.statusCode, only(ANSWERED, reply.headers));
    await pipeline(reply.body, count(), answer);
  };
}

/** Streams that together let only so much pass. */
function counter(): () => Transform {
  let left = MAX_MIB * 1024 * 1024;
  return () =>
    new Transform({
      transform(piece: Buffer, _, done) {
        left -= piece.length;
        if (left < 0) done(tooLarge());
        else done(null, piece);
      },
    });
}

function only(names: readonly string[], headers: Readonly<Record<string, string | string[] | undefined>>) {
  return Object.fromEntries(names.flatMap((name) => (headers[name] ? [[name, String(headers[name])]] : [])));
}
