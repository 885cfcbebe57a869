/** The one pipeline that every operation goes through, whichever transport brought it. */
import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { type Plugin, type YogaLogger, createYoga, isAsyncIterable } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';
import type { Caller } from '../access.ts';
import { createSubscribe } from '../schema/shared-subscribe.ts';
import { sizeLimits } from './answer-size.ts';
import { type Items, useEventStream } from './event-stream.ts';
import { createInFlight } from './in-flight.ts';
import { operationLimits } from './limits.ts';
import { useMeter } from './meter.ts';
import { GRAPHQL_PATH, type Network, type NetworkLog, UNEXPECTED, errorText } from './network.ts';
import type { Pace } from './pace.ts';
import { singleFieldSubscriptions } from './single-field.ts';
import { useWrittenResult } from './unsendable.ts';

/** Parsed operations kept, by their number and by the characters of their text. */
const CACHED_OPERATIONS = { max: 500, maxSize: 500_000 };

const CSRF_HEADER = 'x-gathering-csrf';

/** What a transport brings along with an operation. */
export interface Exchange {
  caller: Caller;
  /** Nobody waits for the answer any more. */
  isGone?(): boolean;
  /** Takes over the items of a subscription. */
  follow?(items: Items): void;
  /** Counts the bytes of an answer that is about to be sent. @throws GraphQLError OVERLOADED. */
  reserve?(bytes: number): void;
  /** Says when the next item of a subscription may be made. */
  pace?: Pace;
}

export type GraphQLPipeline = ReturnType<typeof createPipeline>;

export function createPipeline({ app, clock, log, createContext }: Network) {
  const { stallTimeoutMs } = app.config;
  const limits = sizeLimits(app.config);
  const yoga = createYoga<Exchange>({
    schema: app.schema,
    context: ({ caller }) => createContext(app, caller),
    graphqlEndpoint: GRAPHQL_PATH,
    logging: logger(log),
    maskedErrors: { errorMessage: UNEXPECTED, isDev: false },
    maxRequestBodySize: app.config.maxBodyBytes,
    parserAndValidationCache: { documentCache: operationCache(), errorCache: operationCache() },
    batching: false,
    multipart: false,
    // The guard does this for every path and every refusal, the request listener serves GraphiQL.
    cors: false,
    graphiql: false,
    landingPage: false,
    plugins: [
      onlyWhileReady(() => app.ready),
      ...operationLimits(app.config.introspection),
      useMeter(app.schema),
      singleFieldSubscriptions(),
      codeForSyntaxErrors,
      codeForBadParameters,
      codeForBadVariables,
      csrfPrevention(),
      useEventStream(),
      useWrittenResult(limits.answer, log),
      subscribeOnceForAll(),
    ],
  });
  return {
    fetch: (url: string, init: RequestInit, exchange: Exchange) => yoga.fetch(url, init, exchange),
    getEnveloped: (context: Exchange & { params: object }) => yoga.getEnveloped(context),
    inFlight: createInFlight({ clock, stallTimeoutMs }, limits.inFlight),
  };
}

function subscribeOnceForAll(): Plugin {
  const subscribe = createSubscribe();
  return { onSubscribe: ({ setSubscribeFn }) => setSubscribeFn(subscribe) };
}

function onlyWhileReady(isReady: () => boolean): Plugin {
  return {
    onParse() {
      if (isReady()) return;
      throw new GraphQLError('The server is starting or shutting down. Try again in a moment.', {
        extensions: { code: 'SHUTTING_DOWN', http: { status: 503 } },
      });
    },
  };
}

// A browser sends these content types for any page without asking first. A GET stays without the header, as GraphQL
// over HTTP has it: it can only query, its answer is unreadable to other origins, and the guard refuses most of them.
function csrfPrevention(): Plugin {
  const plugin: Plugin = useCSRFPrevention({ requestHeaders: [CSRF_HEADER] });
  return {
    async onRequestParse(payload) {
      if (payload.request.method !== 'POST') return;
      try {
        await plugin.onRequestParse?.(payload);
      } catch {
        throw new GraphQLError(`Send application/json, or the header ${CSRF_HEADER}.`, {
          extensions: { code: 'FORBIDDEN', http: { status: 403 } },
        });
      }
    },
  };
}

const codeForSyntaxErrors: Plugin = {
  onParse:
    () =>
    ({ result }) => {
      if (!(result instanceof GraphQLError)) return;
      result.extensions['code'] ??= 'GRAPHQL_PARSE_FAILED';
      // The error is kept for whoever sends the same text, by whatever transport it first came.
      result.extensions['http'] ??= { spec: true, status: 400 };
    },
};

// `variables` and `extensions` of a URL or form are JSON, too.
const codeForBadParameters: Plugin = {
  onRequestParse({ requestParser, setRequestParser }) {
    if (!requestParser) return;
    setRequestParser(async (request) => {
      try {
        return await requestParser(request);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        throw new GraphQLError('`variables` and `extensions` must be JSON.', {
          extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
        });
      }
    });
  },
};

// What graphql itself says of variables that do not fit.
const codeForBadVariables: Plugin = {
  onExecute: () => ({ onExecuteDone: ({ result }) => codeBeforeExecution(result) }),
  onSubscribe: () => ({ onSubscribeResult: ({ result }) => codeBeforeExecution(result) }),
};

function codeBeforeExecution(result: ExecutionResult | AsyncIterable<unknown>): void {
  if (isAsyncIterable(result) || result.data !== undefined) return;
  for (const error of result.errors ?? []) {
    // A bug is no GraphQLError yet.
    if (error instanceof GraphQLError && !error.path) error.extensions['code'] ??= 'BAD_USER_INPUT';
  }
}

// Bounded by size, not by number alone: an operation can be as long as a body.
function operationCache<V extends {}>() {
  return new LRUCache<string, V>({
    ...CACHED_OPERATIONS,
    sizeCalculation: (_, text) => text.length + 1,
  });
}

function logger(log: NetworkLog): YogaLogger {
  const line =
    (method: 'debug' | 'warn' | 'error') =>
    (...args: unknown[]) =>
      log[method]('GraphQL', { details: args.map(errorText) });
  return { debug: () => {}, info: line('debug'), warn: line('warn'), error: line('error') };
}
