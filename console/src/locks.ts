// Locks of the browser, which all tabs of a person share.

/** What of the browser's locks is needed. */
export type Locks = Pick<LockManager, "request">;

/** Asks for a lock, and holds it from when it is `granted`. The answer gives it back, or leaves the queue. */
export function hold(locks: Locks, name: string, mode: LockMode, granted = () => {}): () => void {
  const off = new AbortController();
  let done = () => {};
  const held = new Promise<void>((resolve) => {
    done = resolve;
  });
  const take = () => {
    if (off.signal.aborted) return;
    granted();
    return held;
  };
  locks.request(name, { mode, signal: off.signal }, take).catch(() => {});
  return () => {
    off.abort();
    done();
  };
}
