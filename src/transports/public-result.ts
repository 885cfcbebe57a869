import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';

/** An error as callers see it: without the hints that were meant for the transport. */
export function publicError(error: GraphQLError): GraphQLFormattedError {
  const { extensions, ...rest } = error.toJSON();
  const { http: _http, unexpected: _unexpected, ...open } = extensions ?? {};
  return Object.keys(open).length === 0 ? rest : { ...rest, extensions: open };
}

/** A result as JSON. */
export function publicResult(result: ExecutionResult) {
  return result.errors ? { ...result, errors: result.errors.map(publicError) } : result;
}
