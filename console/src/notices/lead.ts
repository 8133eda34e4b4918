// One tab of several does the work of all. It gives the lead back as soon as it cannot do it.

import { hold, type Locks } from "./locks";

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

  /** Queue for the lead, or leave it to another tab: asleep, stopped, without a connection, or unable to be heard. */
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
    const take = () => {
      this.holds = true;
      this.taken();
    };
    if (this.locks) this.give = hold(this.locks, this.name, "exclusive", take);
    else {
      this.give = () => {};
      take();
    }
  }
}
