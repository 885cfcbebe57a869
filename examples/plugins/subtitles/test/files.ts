import { readFileSync } from 'node:fs';

/** A file of the samples, as `files` of gathering/testing. */
export function sample(name: string): Record<string, Uint8Array> {
  return { [name]: readFileSync(new URL(`../samples/${name}`, import.meta.url)) };
}
