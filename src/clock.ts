/** Time, injected: tests bring their own. */
export interface Clock {
  now(): Date;
  /** Calls `run` once after that many milliseconds; returns how to prevent it. Does not keep a process alive. */
  after(ms: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => new Date(),
  after(ms, run) {
    const timer = setTimeout(run, ms).unref();
    return () => clearTimeout(timer);
  },
};
