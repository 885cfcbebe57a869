import { type Clock, systemClock } from '../src/clock.ts';

/** The time as it is, and how many timers wait for it: those that keep no process alive are nowhere else to be seen. */
export interface CountingClock extends Clock {
  readonly timers: number;
}

export function countingClock(): CountingClock {
  const waiting = new Set<object>();
  return {
    now: systemClock.now,
    after(ms, run) {
      const timer = {};
      waiting.add(timer);
      const cancel = systemClock.after(ms, () => {
        waiting.delete(timer);
        run();
      });
      return () => {
        waiting.delete(timer);
        cancel();
      };
    },
    get timers() {
      return waiting.size;
    },
  };
}
