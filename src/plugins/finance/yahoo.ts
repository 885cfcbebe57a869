/**
 * Yahoo Finance by yahoo-finance2, whose failures become ToolErrors. One session is kept for each base address: its cookies and
 * its crumb, which Yahoo wants with requests for quotes, belong to no caller.
 */
import type { ToolContext } from 'gathering/plugin';
import { ToolError } from 'gathering/plugin';
import { type Answer, ask, refusal, type Service } from '../service.ts';
import type { Config } from './config.ts';
import { fault } from './fault.ts';

const YAHOO: Service = {
  name: 'Yahoo Finance',
  access: '`yahooBaseUrl` in the configuration of finance; without one, Yahoo may not serve this network',
  timeoutMs: 20_000,
  maxBytes: 16 * 1024 * 1024,
};
/** Symbols go into the path of an address as they are. */
export const SYMBOL = /^[A-Za-z0-9.^=_-]{1,30}$/;
const DATA = /^\/v[78]\/finance\//;

type Session = Awaited<ReturnType<typeof newSession>>;
const sessions = new Map<string, Promise<Session>>();

/**
 * Asks Yahoo. @param argument what is to blame where Yahoo knows no such thing.
 * @throws ToolError; the signal's reason.
 */
export async function askYahoo<T>(
  { config, signal }: Pick<ToolContext<Config>, 'config' | 'signal'>,
  argument: string,
  question: (session: Session, options: { fetch: typeof fetch }) => Promise<T>,
): Promise<T> {
  const base = config.yahooBaseUrl ?? '';
  const attempt = async () => {
    const session = sessions.get(base) ?? newSession();
    sessions.set(base, session);
    return question(await session, { fetch: fetcher(base, argument, signal) });
  };
  const asked = attempt().catch((error: unknown) => {
    if (!(error instanceof StaleSession)) throw error;
    sessions.delete(base);
    return attempt();
  });
  return untilAborted(asked, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    if (!(error instanceof ToolError)) sessions.delete(base);
    throw failure(error);
  });
}

/** What several callers wait for goes on when one of them does not wait any more. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason as Error);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  work.catch(() => undefined);
  return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', abort));
}

class StaleSession extends Error {}

async function newSession() {
  const { default: create } = await import('yahoo-finance2/createYahooFinance');
  const { ExtendedCookieJar } = await import('yahoo-finance2/lib/cookieJar');
  const { default: quote } = await import('yahoo-finance2/modules/quote');
  const { default: chart } = await import('yahoo-finance2/modules/chart');
  const Yahoo = create({ modules: { quote, chart } });
  return new Yahoo({
    // Else all sessions of the process share one.
    cookieJar: new ExtendedCookieJar(),
    suppressNotices: ['yahooSurvey', 'ripHistorical'],
    versionCheck: false,
    validation: { logErrors: false, logOptionsErrors: false },
    // It would write addresses with the crumb to the server's own output.
    logger: { info: nothing, warn: nothing, error: nothing, debug: nothing, dir: nothing },
  });
}

function nothing(): void {}

/** What yahoo-finance2 sends its requests with: it never sees an answer that is a failure. */
function fetcher(base: string, argument: string, signal: AbortSignal): typeof fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (base === '' && !/(^|\.)yahoo\.com$/.test(url.hostname)) throw refusal(YAHOO, redirected);
    const isData = DATA.test(url.pathname);
    const target = base === '' ? url : new URL(url.pathname + url.search, base);
    // The session is everybody's.
    const answer = await ask(YAHOO, target, { ...init }, isData ? signal : NEVER);
    if (isData && answer.status >= 300) throw problemOf(answer, argument);
    if (answer.status >= 400) throw refusal(YAHOO, answer);
    return new Response(new Uint8Array(answer.bytes), { status: answer.status, headers: answer.headers });
  };
}

const NEVER = new AbortController().signal;
const redirected = { status: 302, headers: new Headers() };

/** As `{ chart: { error: { code, description } } }` tells it. */
function problemOf(answer: Answer, argument: string): Error {
  const said = /"description":\s*"((?:[^"\\]|\\.)*)"/.exec(answer.bytes.toString())?.[1] ?? '';
  if (answer.status === 401 && /crumb|cookie/i.test(said)) return new StaleSession();
  if (answer.status === 404)
    return fault([argument], 'Yahoo Finance knows no such symbol. Look it up on finance.yahoo.com.');
  return refusal(YAHOO, answer, said);
}

function failure(error: unknown): unknown {
  if (error instanceof ToolError || !Error.isError(error)) return error;
  if (error instanceof StaleSession)
    return new ToolError('Yahoo Finance does not take its own session. Try again later.', {
      retryable: true,
    });
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return error;
  return new ToolError('Yahoo Finance answered in a form that is not known here. It may have changed.', {
    retryable: true,
  });
}
