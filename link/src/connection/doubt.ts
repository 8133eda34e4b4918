/** Whether the connection is in doubt. For those who depend on it all day: a visitor's window has no words for it. */
import type { Clock } from "../clock";

/** An answer takes less, whatever the network. */
const DOUBT_MS = 2_500;
/** What is answered at once. */
const ASKS = /send|cmd|get|list|look|ping/;

/** `on`: something was asked a while ago, and nothing at all has come since. */
export interface Doubt {
  on: boolean;
  /** A frame of this kind was sent; "": something came, or the connection is gone. */
  notice(sent: string): void;
}

/** `changed`: called when `on` is another. */
export function makeDoubt(clock: Clock, changed: () => void): Doubt {
  let cancel: (() => void) | null = null;
  const turn = (on: boolean) => {
    if (self.on === on) return;
    self.on = on;
    changed();
  };
  const self: Doubt = {
    on: false,
    notice(sent) {
      if (ASKS.test(sent)) cancel ??= clock.after(DOUBT_MS, () => turn(true));
      if (sent) return;
      cancel?.();
      cancel = null;
      turn(false);
    },
  };
  return self;
}
