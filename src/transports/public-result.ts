import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';
import { TOO_COMPLEX } from './limits.ts';

/** Characters of a message; it can quote what the caller sent, of any length. */
const MAX_MESSAGE = 2_000;

/** An error as callers see it: of a sane length, without what was meant for the transport. */
export function publicError(error: GraphQLError): GraphQLFormattedError {
  const { extensions, message, ...rest } = error.toJSON();
  const shown = { message: cut(message), ...rest };
  const { http: _http, unexpected: _unexpected, originalError: _original, ...open } = extensions ?? {};
  return Object.keys(open).length === 0 ? shown : { ...shown, extensions: open };
}

/** A result as JSON. One that was given up has no data: what is missing of it could not be told from what is not there. */
export function publicResult(result: ExecutionResult) {
  if (!result.errors) return result;
  const givenUp = result.errors.find(({ extensions }) => extensions['code'] === TOO_COMPLEX);
  if (!givenUp) return { ...result, errors: result.errors.map(publicError) };
  const { path: _path, locations: _locations, ...error } = publicError(givenUp);
  return { errors: [error] };
}

function cut(message: string): string {
  return message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}…` : message;
}
