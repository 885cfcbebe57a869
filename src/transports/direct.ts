/**
 * The common request, a POST of `application/json` that takes the same as its answer, without Yoga's HTTP layer: the same
 * pipeline executes it. Whatever else there is to a request, and every refusal before anything ran, goes the long way.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { type ExecutionResult, getOperationAST } from 'graphql';
import { maskError } from 'graphql-yoga';
import { type NetworkLog, UNEXPECTED, errorText } from './network.ts';
import { answerText } from './unsendable.ts';
import type { Exchange, GraphQLPipeline } from './yoga.ts';

const JSON_TYPE = /^application\/json(; ?charset=utf-8)?$/i;
/** Takes JSON first, and nothing that would have to be weighed against it. */
const TAKES_JSON = /^(\*\/\*|application\/json(,.*)?)$/i;

export interface Parameters {
  query: string;
  operationName?: string | null;
  variables?: Record<string, unknown> | null;
}

/** The parameters of such a request; null where it is any other. */
export function plainParameters(headers: IncomingHttpHeaders, body: Buffer): Parameters | null {
  const { accept = '*/*', 'content-type': type = '' } = headers;
  if (!JSON_TYPE.test(type) || !TAKES_JSON.test(accept) || accept.includes('graphql-response')) return null;
  try {
    const { query, operationName, variables, ...rest } = JSON.parse(body.toString()) as Parameters;
    const isPlain = typeof query === 'string' && isOptional(operationName, 'string') && isMap(variables);
    return isPlain && Object.keys(rest).length === 0 ? { query, operationName, variables } : null;
  } catch {
    return null;
  }
}

/**
 * Executes it; the text of the answer, whose status is 200. Null where nothing ran: the long way says why.
 * @param limit bytes of the answer.
 */
export async function executeDirectly(
  pipeline: GraphQLPipeline,
  parameters: Parameters,
  exchange: Exchange,
  { limit, log }: { limit: number; log: NetworkLog },
): Promise<string | null> {
  const result = await resultOf(pipeline, parameters, exchange, log);
  return result && answerText(result, limit, exchange, log);
}

async function resultOf(
  pipeline: GraphQLPipeline,
  params: Parameters,
  exchange: Exchange,
  log: NetworkLog,
): Promise<ExecutionResult | null> {
  const enveloped = pipeline.getEnveloped({ ...exchange, params });
  const document = parsed(enveloped, params.query);
  const operation = document && getOperationAST(document, params.operationName);
  if (!operation || operation.operation === 'subscription') return null;
  try {
    const result = (await enveloped.execute({
      schema: enveloped.schema,
      document,
      operationName: params.operationName,
      variableValues: params.variables,
      contextValue: await enveloped.contextFactory(),
    })) as ExecutionResult;
    return result.data === undefined ? null : result;
  } catch (thrown) {
    log.error('An operation failed: a bug.', { error: errorText(thrown) });
    return { data: null, errors: [maskError(thrown, UNEXPECTED, false) as never] };
  }
}

/** The valid document; null where something is wrong with it. */
function parsed({ parse, validate, schema }: ReturnType<GraphQLPipeline['getEnveloped']>, query: string) {
  try {
    const document = parse(query);
    return validate(schema, document).length === 0 ? document : null;
  } catch {
    return null;
  }
}

function isOptional(value: unknown, type: string): boolean {
  return value === undefined || value === null || typeof value === type;
}

function isMap(value: unknown): boolean {
  return isOptional(value, 'object') && !Array.isArray(value);
}
