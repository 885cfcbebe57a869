import { type Plugin, isAsyncIterable } from 'graphql-yoga';

// No name has a question mark, so the clause ends at the first.
const CLAUSE = /\s*Did you mean [^?]*\?/g;

/** Where the schema may not be read, errors do not tell its names either. */
export function withoutSuggestions(): Plugin {
  return {
    onValidate:
      () =>
      ({ result }) =>
        hide(result),
    onExecute: () => ({
      onExecuteDone: ({ result }) => (isAsyncIterable(result) ? undefined : hide(result.errors)),
    }),
    onSubscribe: () => ({
      onSubscribeResult: ({ result }) => (isAsyncIterable(result) ? undefined : hide(result.errors)),
    }),
  };
}

function hide(errors: readonly Error[] = []): void {
  for (const error of errors) error.message = error.message.replace(CLAUSE, '');
}
