/** Looks at the processes of a jail every few milliseconds, and says when they use more than they may. */
import { statfsSync } from 'node:fs';
import { setPriority } from 'node:os';
import type { Clock } from '../../clock.ts';
import type { JailLimit, JailLimits, JailUsage } from '../../plugins/contract.ts';
import { tasksOf } from './bubblewrap.ts';
import { sharedMemory, useOf } from './process-tree.ts';

/** Milliseconds between two looks. */
const INTERVAL_MS = 10;
/** Of the jail's first process, which must get its turn to end the others, however many these are. Only root may give it. */
const FIRST = -20;
/** Files that may be made in `/tmp`, and on the disk of the workspace by everybody meanwhile. */
const MAX_FILES = 100_000;
const MAX_FILES_ON_DISK = 300_000;

export interface WatchOptions {
  clock: Clock;
  limits: Required<JailLimits>;
  /** Bytes that the program needs by itself. */
  baseBytes: number;
  /** A folder of this machine that may be written; null where none. */
  written: string | null;
  onExceeded(limit: JailLimit): void;
  /** Told at each look. */
  onUsage(usage: JailUsage): void;
}

export class Watchdog {
  readonly usage: JailUsage = { cpuTimeMs: 0, peakMemoryBytes: 0 };
  readonly #init: number;
  readonly #options: WatchOptions;
  readonly #filesBefore: number;
  #cancel = (): void => {};
  #ended = false;
  #isFirst = false;

  /** @param init pid, on this machine, of the jail's first process. */
  constructor(init: number, options: WatchOptions) {
    this.#init = init;
    this.#options = options;
    this.#filesBefore = filesOn(options.written);
    this.#later();
  }

  end(): void {
    this.#ended = true;
    this.#cancel();
  }

  #later(): void {
    if (!this.#ended) this.#cancel = this.#options.clock.after(INTERVAL_MS, () => void this.#look());
  }

  async #look(): Promise<void> {
    const { limits, onExceeded } = this.#options;
    const use = useOf(this.#init, limits.processes);
    if (use === null) return this.#later();
    if (use.processes > 0) this.#putFirst();
    this.usage.cpuTimeMs = Math.max(this.usage.cpuTimeMs, Math.round(use.cpuTimeMs));
    this.#options.onUsage(this.usage);
    if (use.processes > limits.processes || use.threads > tasksOf(limits)) return onExceeded('processes');
    if (use.writtenBytes > limits.diskBytes || this.#makesTooManyFiles()) return onExceeded('disk');
    if (await this.#usesTooMuchMemory(use.memoryBytes)) return onExceeded('memory');
    this.#later();
  }

  /** Not before the program has started: it would go first, too. */
  #putFirst(): void {
    if (this.#isFirst) return;
    this.#isFirst = true;
    try {
      setPriority(this.#init, FIRST);
    } catch {
      // Whoever is not root has a limit of processes that the kernel holds.
    }
  }

  async #usesTooMuchMemory(privateBytes: number): Promise<boolean> {
    const most = this.#options.limits.memoryBytes + this.#options.baseBytes;
    const isMuch = privateBytes > most;
    const bytes = isMuch
      ? Math.min(privateBytes, (await sharedMemory(this.#init)) || privateBytes)
      : privateBytes;
    this.usage.peakMemoryBytes = Math.max(this.usage.peakMemoryBytes, bytes);
    return bytes > most;
  }

  #makesTooManyFiles(): boolean {
    const { written } = this.#options;
    if (filesOn(`/proc/${this.#init}/root/tmp`) > MAX_FILES) return true;
    // Where the disk did not tell at first, what it tells later says nothing.
    if (written === null || this.#filesBefore === 0) return false;
    return filesOn(written) - this.#filesBefore > MAX_FILES_ON_DISK;
  }
}

/** Files on the disk that a folder lies on; 0 where it does not tell. */
function filesOn(folder: string | null): number {
  if (folder === null) return 0;
  try {
    const { files, ffree } = statfsSync(folder);
    return files - ffree;
  } catch {
    return 0;
  }
}
