/** Answers that cannot be written down. */
import { type ExecutionResult, GraphQLError } from 'graphql';
import { type Plugin, isAsyncIterable } from 'graphql-yoga';
import { AnswerTooLarge, measured } from './answer-size.ts';
import { type NetworkLog, UNEXPECTED, errorText } from './network.ts';
import type { Exchange } from './yoga.ts';
import { publicResult } from './public-result.ts';
import { ConnectionGone } from './send.ts';

/** Characters; the longest text of all has 536_870_888, and a transport adds a few. */
const MAX_TEXT = 500_000_000;

/** The error that takes the place of an answer that was refused by throwing `thrown` when it was written. */
export function unsendable(thrown: unknown, log: NetworkLog): GraphQLError {
  if (thrown instanceof AnswerTooLarge) {
    return tooLarge(`The answer is larger than ${thrown.limit} bytes (setting \`maxAnswerBytes\`).`, 400);
  }
  // Nobody reads it any more.
  if (thrown instanceof ConnectionGone) return new GraphQLError(UNEXPECTED);
  // Not refused by writing: too much is on its way already.
  if (thrown instanceof GraphQLError) return thrown;
  // More than the longest text there can be, or nested deeper than the stack.
  if (thrown instanceof RangeError) return tooLarge('The answer is too large to be sent.', 500);
  log.error('An answer could not be written: a bug.', { error: errorText(thrown) });
  return new GraphQLError(UNEXPECTED, {
    extensions: { code: 'INTERNAL_SERVER_ERROR', http: { status: 500, spec: true } },
  });
}

function tooLarge(problem: string, status: number): GraphQLError {
  return new GraphQLError(
    `${problem} Ask for fewer fields, or for smaller pages; a mutation did its work nevertheless.`,
    { extensions: { code: 'RESPONSE_TOO_LARGE', http: { status, spec: true } } },
  );
}

/** The JSON text of `result`, or of one error instead. */
export function resultText(result: ExecutionResult, limit: number, log: NetworkLog): string {
  try {
    return written(result, limit);
  } catch (thrown) {
    return JSON.stringify(publicResult({ errors: [unsendable(thrown, log)] }));
  }
}

function written(result: ExecutionResult, limit: number): string {
  measured(result.data, limit);
  const text = JSON.stringify(publicResult(result));
  if (Buffer.byteLength(text) > limit) throw new AnswerTooLarge(limit);
  if (text.length > MAX_TEXT) throw new RangeError('Too long for a transport.');
  return text;
}

/** The text of an answer that is about to be sent, counted; or of one error instead. */
export function answerText(
  result: ExecutionResult,
  limit: number,
  { reserve }: Pick<Exchange, 'reserve'>,
  log: NetworkLog,
): string {
  try {
    const text = written(result, limit);
    reserve?.(Buffer.byteLength(text));
    return text;
  } catch (thrown) {
    return JSON.stringify(publicResult({ errors: [unsendable(thrown, log)] }));
  }
}

/** Writes single results before their status is sent, so that a failure to do so has a status of its own. */
export function useWrittenResult(limit: number, log: NetworkLog): Plugin<{}, Exchange> {
  return {
    onResultProcess({ result, setResult, serverContext }) {
      if (isAsyncIterable(result) || Array.isArray(result)) return;
      try {
        const text = written(result, limit);
        serverContext.reserve?.(Buffer.byteLength(text));
        setResult({ ...result, stringify: () => text });
      } catch (thrown) {
        setResult({ errors: [unsendable(thrown, log)] });
      }
    },
  };
}
