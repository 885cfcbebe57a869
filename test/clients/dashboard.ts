/** A page that shows the lists of a cache, which the examples of docs/change-stream.md keep up to date. */
export interface Dashboard {
  /** What it shows now: the data of `Lists`. */
  shown(): any;
  /** The revision of everything it has shown, in order. */
  readonly revisions: readonly number[];
  /** HTTP requests made for it. */
  readonly requests: number;
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
