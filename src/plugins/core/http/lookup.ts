import { lookup } from 'node:dns/promises';

/** All addresses of a host. */
export type Lookup = (host: string) => Promise<readonly string[]>;

/** As this machine finds them, its own file of hosts included. */
export const lookUp: Lookup = async (host) =>
  (await lookup(host, { all: true, order: 'verbatim' })).map(({ address }) => address);
