// One tab of several does the work of all. It gives the lead back as soon as it cannot do it.

/** What of the browser's locks is needed. */
export type Locks = Pick<LockManager, "request">;

/** The lead under one name. Without locks every tab leads that can. */
export class Lead {
  /** This tab leads. */
  holds = false;
  private give: (() => void) | null = null;

  constructor(
    private readonly name: string,
    private readonly taken: () => void,
    private readonly locks: Locks | undefined,
  ) {}

  /** Queue for the lead, or leave it to another tab: asleep, stopped, without a line, or unable to be heard. */
  want(able: boolean): void {
    if (able === (this.give !== null)) return;
    if (able) this.queue();
    else this.leave();
  }

  private leave(): void {
    this.give?.();
    this.give = null;
    this.holds = false;
  }

  private queue(): void {
    const off = new AbortController();
    const held = new Promise<void>((done) => {
      this.give = () => {
        off.abort();
        done();
      };
    });
    const take = () => {
      if (off.signal.aborted) return;
      this.holds = true;
      this.taken();
      return held;
    };
    if (this.locks) this.locks.request(this.name, { signal: off.signal }, take).catch(() => {});
    else take();
  }
}
