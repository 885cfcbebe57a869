import { close, fdatasync, open } from 'node:fs';
import { promisify } from 'node:util';

const fdatasyncSoon = promisify(fdatasync);

/**
 * Makes commits of a database in WAL mode durable without holding up the event loop: SQLite writes them to the log
 * (`synchronous = NORMAL`), and this syncs the log in a thread. What is committed while a sync runs is made durable by
 * the next one, all of it at once. Moving the log into the database stays safe: SQLite syncs the log before.
 * SQLite keeps its locks on other files, so that a descriptor of our own of the log does no harm.
 */
export class WalSync {
  readonly #descriptor: Promise<number>;
  #next: PromiseWithResolvers<void> | null = null;
  #running = false;

  /** @param path of the database; its log exists from the first commit on. */
  constructor(path: string) {
    this.#descriptor = promisify(open)(`${path}-wal`, 'r');
    // Told to whoever waits for a sync.
    this.#descriptor.catch(() => {});
  }

  /** Resolves when all that is committed by now is on the disk. */
  sync(): Promise<void> {
    this.#next ??= Promise.withResolvers<void>();
    const { promise } = this.#next;
    if (!this.#running) void this.#run();
    return promise;
  }

  async close(): Promise<void> {
    while (this.#running) await this.sync().catch(() => {});
    await this.#descriptor.then(promisify(close)).catch(() => {});
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (let waiting = this.#next; waiting; waiting = this.#next) {
      this.#next = null;
      try {
        await fdatasyncSoon(await this.#descriptor);
        waiting.resolve();
      } catch (error) {
        waiting.reject(error);
      }
    }
    this.#running = false;
  }
}
