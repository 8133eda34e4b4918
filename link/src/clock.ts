/** Time and chance: the only things of the outside world that tests replace. */
export interface Clock {
  /** The time of day as this machine has it: people set it, and it may be wrong. */
  now(): number;
  /** Milliseconds that only grow, whatever the time of day is set to: for spans. */
  ticks(): number;
  random(): number;
  /** Calls `fn` after `ms`; the answer cancels it. */
  after(ms: number, fn: () => void): () => void;
}

/** The clock of the browser. */
export const realClock: Clock = {
  now: () => Date.now(),
  ticks: () => performance.now(),
  random: () => Math.random(),
  after(ms, fn) {
    const timer = setTimeout(fn, ms);
    return () => clearTimeout(timer);
  },
};

/** A new public id: 128 random bits. */
export const newId = (): string => crypto.getRandomValues(new Uint32Array(4)).join("-");
