import { parse } from 'graphql';

/** A page about one tool. */
export const DETAIL = parse('query Detail($name: ID!) { tool(name: $name) { id availability } }');

/** Pages over a cache, which the examples of docs/change-stream.md keep up to date. */
export interface Dashboard {
  /** What it shows now: the data of `Lists`. */
  shown(): any;
  /** The revision of everything it has shown, in order. */
  readonly revisions: readonly number[];
  /** HTTP requests made for it. */
  readonly requests: number;
  /** Opens the page about a tool, which asks for it. */
  open(name: string): Promise<unknown>;
  /** The availability that such a page would show without asking; null when it would have to ask. */
  availability(name: string): string | null;
  /** All that the cache holds, where it tells. */
  cached(): unknown;
}

/** A `fetch` that counts. */
export function countingFetch(count: () => void): typeof fetch {
  return (input, init) => {
    count();
    return fetch(input, init);
  };
}

/** What is shown, as a server answers it: caches add the names of types. */
export function withoutTypenames(data: unknown): unknown {
  return JSON.parse(JSON.stringify(data, (key, value) => (key === '__typename' ? undefined : value)));
}
