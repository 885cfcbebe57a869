import type { Log } from '../../src/plugins/contract.ts';

export const quietLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
