/** Unsent messages of this tab, kept; and those of tabs that died, taken over. */
import type { OutboxDatabase, Stored } from "./database";

const WEEK_MS = 7 * 24 * 3600 * 1000;

/** One tab's part of the database. */
export interface UnsentStore {
  put(entry: Unsent): Promise<unknown>;
  remove(cid: string): Promise<unknown>;
  /** Held only while something is unsent: a page that holds a lock cannot enter the back-forward cache. */
  hold(unsent: boolean): void;
  /**
   * Hands over what nobody alive owns. Without locks that is everything: `cid` makes it harmless. `old`: written more
   * than a week ago, as far as clocks can be trusted; whether it is still meant, its author is asked.
   */
  adopt(now: number, take: (entry: Unsent, old: boolean) => void): Promise<void>;
}

/** An entry, whoever owns it. */
export type Unsent = Omit<Stored, "owner">;

export function makeUnsentStore(
  database: OutboxDatabase,
  name: string,
  owner: string,
  locks?: LockManager,
): UnsentStore {
  let release: (() => void) | null = null;
  const put = (entry: Unsent) => database.put({ ...entry, owner });
  return {
    put,
    remove: database.remove,
    hold(unsent) {
      if (!unsent) release?.();
      if (unsent && release) return;
      const held = new Promise<void>((done) => {
        release = unsent ? done : null;
      });
      if (unsent) locks?.request(name + owner, () => held);
    },
    async adopt(now, take) {
      for (const entry of await database.load()) {
        // Another tab may be as fast: then both send it, and `cid` makes one of it.
        const inherit = async (lock: unknown) => {
          if (lock) await put(entry).then(() => take(entry, entry.at < now - WEEK_MS));
        };
        if (entry.owner === owner) continue;
        await (locks ? locks.request(name + entry.owner, { ifAvailable: true }, inherit) : inherit(true));
      }
    },
  };
}
