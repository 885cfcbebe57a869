import type { GraphQLSchema } from 'graphql';
import type { Config } from './config.ts';

/** One running GatheRing: everything it owns, without a network. Two of them share nothing. */
export interface App {
  readonly config: Config;
  readonly schema: GraphQLSchema;
  /** False until what was loaded is back, and again once shutting down. */
  readonly ready: boolean;
  /** No new work from now on; resolves when running calls have ended or the deadline has passed. */
  drain(deadlineMs: number): Promise<void>;
  /** Releases everything: plugins, timers, the journal. */
  close(): Promise<void>;
}
