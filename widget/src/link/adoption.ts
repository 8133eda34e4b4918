/** Unsent messages of tabs that died: the next tab takes them over. */
import type { OutboxStore, Stored } from "./store";

const WEEK_MS = 7 * 24 * 3600 * 1000;

/** One tab's claim on its own entries, and its way to those of the dead. */
export class Adoption {
  private release: (() => void) | null = null;

  constructor(
    private readonly store: OutboxStore,
    private readonly name: string,
    private readonly owner: string,
    private readonly locks: LockManager | undefined,
  ) {}

  /** Held only while something is unsent: a page that holds a lock cannot enter the back-forward cache. */
  hold(unsent: boolean): void {
    if (unsent && !this.release) {
      const held = new Promise<void>((release) => {
        this.release = release;
      });
      this.locks?.request(this.lock(this.owner), () => held).catch(() => {});
    } else if (!unsent) {
      this.release?.();
      this.release = null;
    }
  }

  /** Entries nobody alive owns, now owned by this tab. Without locks everything is taken: `cid` makes that harmless. */
  async orphans(now: number): Promise<Stored[]> {
    const foreign = (await this.store.load()).filter((entry) => entry.owner !== this.owner);
    const owners = new Set(foreign.map((entry) => entry.owner));
    const taken = await Promise.all([...owners].map((owner) => this.takeFrom(owner, now)));
    return taken.flat();
  }

  private async takeFrom(owner: string, now: number): Promise<Stored[]> {
    if (!this.locks) return this.take(owner, now);
    return this.locks.request(this.lock(owner), { ifAvailable: true }, (lock) => (lock ? this.take(owner, now) : []));
  }

  /** Read again under the lock: another tab may have been faster. */
  private async take(owner: string, now: number): Promise<Stored[]> {
    const left = (await this.store.load()).filter((entry) => entry.owner === owner);
    const fresh = left.filter((entry) => entry.at > now - WEEK_MS);
    const old = left.filter((entry) => !fresh.includes(entry));
    const mine = fresh.map((entry) => ({ ...entry, owner: this.owner }));
    await Promise.all([...mine.map((entry) => this.store.put(entry)), ...old.map(({ cid }) => this.store.remove(cid))]);
    return mine;
  }

  private lock(owner: string): string {
    return `${this.name}:${owner}`;
  }
}
