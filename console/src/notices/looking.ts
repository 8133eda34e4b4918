// Which conversation is before the operator's eyes, in whichever tab.

import { hold, isHeld, type Locks } from "./locks";

const NAME = "samovar-looking"; // a lock of tabs that are looked at, with the conversation they show

/** Without locks a tab knows of itself alone. */
export class Looking {
  private conv: string | null = null;
  private stop = () => {};

  constructor(private readonly locks: (Locks & Pick<LockManager, "query">) | undefined) {}

  /** Says to all tabs what is looked at here. */
  at(conv: string | null): void {
    if (conv === this.conv) return;
    this.conv = conv;
    this.stop();
    this.stop = conv && this.locks ? hold(this.locks, `${NAME} ${conv}`, "shared") : () => {};
  }

  /** Whether it is looked at, here or in another tab. In doubt it is not: what is in doubt rings. */
  async sees(conv: string): Promise<boolean> {
    if (!this.locks || this.conv === conv) return this.conv === conv;
    return isHeld(this.locks, `${NAME} ${conv}`);
  }
}
