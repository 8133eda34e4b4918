// One timer for all that shows time: it moves together, and costs one drawing a second.

const SECOND_MS = 1_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Calls `fn` once a second; answers how to stop. */
export function everySecond(fn: () => void): () => void {
  listeners.add(fn);
  timer ??= setInterval(() => {
    for (const listener of listeners) listener();
  }, SECOND_MS);
  return () => {
    listeners.delete(fn);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}
