// Locks of the browser, which all tabs of a person share.

const SAYS_MS = 1_000;

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
  // It rejects where it was given up, or where the browser has no locks to give after all: then as without any.
  locks.request(name, { mode, signal: off.signal }, take).catch(take);
  return () => {
    off.abort();
    done();
  };
}

/** Whether some tab holds a lock. Of a browser that does not say nobody knows: no. */
export async function isHeld(locks: Pick<LockManager, "query">, name: string): Promise<boolean> {
  const nobody: LockManagerSnapshot = {};
  const silence = new Promise<LockManagerSnapshot>((resolve) => setTimeout(resolve, SAYS_MS, nobody));
  const { held = [] } = await Promise.race([locks.query(), silence]).catch(() => nobody);
  return held.some((each) => each.name === name);
}
