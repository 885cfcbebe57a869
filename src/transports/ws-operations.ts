/** What graphql-ws does with an operation: the same pipeline as over HTTP. */
import { type ExecutionArgs, GraphQLError, type GraphQLFormattedError, getOperationAST } from 'graphql';
import { type Server, type SubscribePayload, makeServer } from 'graphql-ws';
import { maskError } from 'graphql-yoga';
import { type Caller, authenticate } from '../access.ts';
import { measured, sizeLimits } from './answer-size.ts';
import { followDelivery } from './delivery.ts';
import { type InFlight, overloaded } from './in-flight.ts';
import { type Network, UNEXPECTED, errorText } from './network.ts';
import type { Pace } from './pace.ts';
import { publicError, publicResult } from './public-result.ts';
import { unsendable } from './unsendable.ts';
import type { GraphQLPipeline } from './yoga.ts';

/** Milliseconds until `connection_init` has to be there. */
const INIT_WAIT_MS = 10_000;

/** What is known of one socket. */
export interface Peer {
  /** The Authorization header of the upgrade. */
  authorization: string | undefined;
  /** Null until `connection_init` was accepted. */
  caller: Caller | null;
  /** The cursor of the last item that was sent in full. */
  cursor: string | null;
  isGone(): boolean;
  /** Of all its subscriptions. */
  pace: Pace;
  /** Bytes of answers that are not sent yet, by the id of the operation. */
  answers: Map<string, number>;
}

export interface Operations {
  operations: Server<Peer>;
  inFlight: InFlight;
}

type Enveloped = ReturnType<GraphQLPipeline['getEnveloped']>;
/** `pipeline` executes it, with the plugins that saw it parsed. */
type Operation = ExecutionArgs & { pipeline: Enveloped };

export function createOperations({ app, log }: Network, pipeline: GraphQLPipeline): Operations {
  const { inFlight } = pipeline;
  const { tokens, maxSubscriptions } = app.config;
  const limits = sizeLimits(app.config);

  async function prepare(
    { caller, isGone, pace }: Peer,
    payload: SubscribePayload,
  ): Promise<Operation | readonly GraphQLError[]> {
    const enveloped = pipeline.getEnveloped({ caller: caller!, isGone, pace, params: payload });
    const document = enveloped.parse(payload.query);
    const errors = enveloped.validate(enveloped.schema, document);
    if (errors.length > 0) return errors;
    if (!getOperationAST(document, payload.operationName)) return [noSuchOperation()];
    return {
      schema: enveloped.schema,
      document,
      operationName: payload.operationName,
      variableValues: payload.variables,
      contextValue: await enveloped.contextFactory(),
      rootValue: undefined,
      pipeline: enveloped,
    };
  }

  // What is thrown must not reach graphql-ws: it would close the socket, and with it every other operation.
  function asError(thrown: unknown): GraphQLError {
    const error = maskError(thrown, UNEXPECTED, false) as GraphQLError;
    if (error !== thrown) log.error('An operation failed: a bug.', { error: errorText(thrown) });
    return error;
  }

  // An outbox holds one item, and answers as large together as one may be.
  function reserve({ answers }: Peer, id: string, bytes: number): void {
    const before = answers.values().reduce((sum, size) => sum + size, 0);
    if (before > 0 && before + bytes > limits.answer) throw overloaded();
    inFlight.admit(bytes);
    answers.set(id, bytes);
  }

  const run = (phase: 'execute' | 'subscribe') => async (args: ExecutionArgs) => {
    try {
      return await (args as Operation).pipeline[phase](args);
    } catch (thrown) {
      return { errors: [asError(thrown)] };
    }
  };

  const operations = makeServer<{ authorization?: unknown }, Peer>({
    connectionInitWaitTimeout: INIT_WAIT_MS,
    onConnect(context) {
      const { extra: peer, connectionParams } = context;
      peer.caller = authenticate(tokens, authorizationIn(connectionParams) ?? peer.authorization);
      return peer.caller !== null;
    },
    async onSubscribe(context, _id, payload) {
      if (Object.keys(context.subscriptions).length > maxSubscriptions) {
        return [tooManyOperations(maxSubscriptions)];
      }
      return prepare(context.extra, payload).catch((thrown: unknown) => [asError(thrown)]);
    },
    execute: run('execute'),
    subscribe: run('subscribe'),
    onOperation: (context, _id, _payload, _args, result) =>
      followDelivery(result, (cursor) => (context.extra.cursor = cursor)),
    onNext({ extra: peer }, id, _payload, args, result) {
      if (isSubscription(args)) measured(result.data, limits.item);
      else reserve(peer, id, measured(result.data, limits.answer));
      return publicResult(result);
    },
    onComplete: ({ extra: peer }, id) => void peer.answers.delete(id),
    onError: (_context, _id, _payload, errors): GraphQLFormattedError[] =>
      errors.map((error) => publicError(isUnsent(error) ? unsendable(error.originalError, log) : error)),
  });
  return { operations, inFlight };
}

function isSubscription({ document, operationName }: ExecutionArgs): boolean {
  return getOperationAST(document, operationName)?.operation === 'subscription';
}

function authorizationIn(params: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const entry = Object.entries(params ?? {}).find(([name]) => name.toLowerCase() === 'authorization');
  return typeof entry?.[1] === 'string' ? entry[1] : undefined;
}

/** What graphql-ws could not write of a subscription; what the pipeline throws is a GraphQLError. */
function isUnsent({ originalError, extensions }: GraphQLError): boolean {
  return originalError !== undefined && !(originalError instanceof GraphQLError) && !extensions['code'];
}

/** As over HTTP. */
function noSuchOperation(): GraphQLError {
  return new GraphQLError('Could not determine what operation to execute.', {
    extensions: { code: 'OPERATION_RESOLUTION_FAILURE' },
  });
}

function tooManyOperations(limit: number): GraphQLError {
  return new GraphQLError(
    `This socket already runs ${limit} operations (setting \`maxSubscriptions\`). Complete one, or open another socket.`,
    { extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } },
  );
}
