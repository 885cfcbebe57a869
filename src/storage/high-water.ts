import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { sync } from './data-folder.ts';

/** The last commit that was acknowledged, kept outside the database: it shows when the database has lost some. */
export interface HighWater {
  epoch: string;
  revision: number;
}

/** Null when the file is missing or holds anything else. */
export function readHighWater(path: string): HighWater | null {
  try {
    const [, epoch, revision] = /^([0-9a-f]{16}) ([0-9]{16})\n$/.exec(readFileSync(path, 'latin1')) ?? [];
    return epoch && revision ? { epoch, revision: Number(revision) } : null;
  } catch {
    return null;
  }
}

/** Makes or replaces the file, wholly or not at all. */
export function replaceHighWater(path: string, mark: HighWater): void {
  const next = `${path}.new`;
  writeFileSync(next, line(mark), { mode: 0o600 });
  sync(next);
  renameSync(next, path);
  sync(dirname(path));
}

/** Moves the mark with every commit. Not synced: it survives a killed process, and may lag after a power cut. */
export class HighWaterFile {
  readonly #descriptor: number;

  constructor(path: string) {
    this.#descriptor = openSync(path, 'r+');
  }

  move(mark: HighWater): void {
    writeSync(this.#descriptor, line(mark), 0, 'latin1');
  }

  close(): void {
    fsyncSync(this.#descriptor);
    closeSync(this.#descriptor);
  }
}

// Always of the same length, so that moving it needs no room on the disk.
function line({ epoch, revision }: HighWater): string {
  return `${epoch} ${String(revision).padStart(16, '0')}\n`;
}
