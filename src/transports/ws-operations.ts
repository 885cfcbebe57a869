/** What graphql-ws does with an operation: the same pipeline as over HTTP. */
import { type ExecutionArgs, GraphQLError, type GraphQLFormattedError, getOperationAST } from 'graphql';
import { type Server, type SubscribePayload, makeServer } from 'graphql-ws';
import { maskError } from 'graphql-yoga';
import { type Caller, authenticate } from '../access.ts';
import { measured, sizeLimits } from './answer-size.ts';
import { followDelivery } from './delivery.ts';
import { type Network, UNEXPECTED, errorText } from './network.ts';
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
}

type Enveloped = ReturnType<GraphQLPipeline['getEnveloped']>;
/** `pipeline` executes it, with the plugins that saw it parsed. */
type Operation = ExecutionArgs & { pipeline: Enveloped };

export function createOperations({ app, log }: Network, pipeline: GraphQLPipeline): Server<Peer> {
  const { tokens, maxSubscriptions } = app.config;
  const limits = sizeLimits(app.config);

  async function prepare(
    { caller, isGone }: Peer,
    payload: SubscribePayload,
  ): Promise<Operation | readonly GraphQLError[]> {
    const enveloped = pipeline.getEnveloped({ caller: caller!, isGone, params: payload });
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

  const run = (phase: 'execute' | 'subscribe') => async (args: ExecutionArgs) => {
    try {
      return await (args as Operation).pipeline[phase](args);
    } catch (thrown) {
      return { errors: [asError(thrown)] };
    }
  };

  return makeServer<{ authorization?: unknown }, Peer>({
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
    onNext: (_context, _id, _payload, args, result) => {
      measured(result.data, isSubscription(args) ? limits.item : limits.answer);
      return publicResult(result);
    },
    onError: (_context, _id, _payload, errors): GraphQLFormattedError[] =>
      errors.map((error) => publicError(isUnsent(error) ? unsendable(error.originalError, log) : error)),
  });
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
