/** Unsent messages of tabs that died: the next tab takes them over. */
import type { OutboxStore, Stored } from "./store";

const WEEK_MS = 7 * 24 * 3600 * 1000;

/** One tab's claim on its own entries, and its way to those of the dead. */
export interface Adoption {
  /** Held only while something is unsent: a page that holds a lock cannot enter the back-forward cache. */
  hold(unsent: boolean): void;
  /** Hands over what nobody alive owns. Without locks that is everything: `cid` makes it harmless. */
  adopt(now: number, take: (entry: Stored) => void): Promise<void>;
}

export function makeAdoption(store: OutboxStore, name: string, owner: string, locks?: LockManager): Adoption {
  let release: (() => void) | null = null;
  /** Read again under the lock: another tab may have been faster. */
  const inherit = async ({ cid, owner: dead }: Stored, now: number, take: (entry: Stored) => void) => {
    const entry = (await store.load()).find((one) => one.cid === cid && one.owner === dead);
    if (!entry) return;
    if (entry.at < now - WEEK_MS) await store.remove(cid);
    else await store.put({ ...entry, owner }).then(() => take(entry));
  };
  return {
    hold(unsent) {
      if (!unsent) release?.();
      if (unsent && release) return;
      const held = new Promise<void>((done) => {
        release = unsent ? done : null;
      });
      if (unsent) locks?.request(name + owner, () => held);
    },
    async adopt(now, take) {
      for (const entry of await store.load()) {
        const work = (lock: unknown) => lock && inherit(entry, now, take);
        if (entry.owner === owner) continue;
        await (locks ? locks.request(name + entry.owner, { ifAvailable: true }, work) : work(true));
      }
    },
  };
}
