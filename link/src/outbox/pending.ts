/** Messages that are not in their log yet. */

import type { Send } from "../wire";
import type { Stored } from "./database";
import type { Unsent } from "./unsent-store";

/** `sent`: committed, its entry is about to arrive. */
export interface Pending extends Unsent {
  state: "waiting" | "sending" | "sent" | "failed";
  /** Why it failed, or waits: the server's words, or "full" | "bad_frame" | "old" | "too_long". */
  reason: string;
  retriable: boolean;
  /** What travels. */
  frame?: Send;
  /** Waiting: not before; sending: the time for its answer is over then. In ticks of the clock. */
  until: number;
  /** Where it stands in its log, once that is known. */
  seq?: number;
}

/** An entry that has just come in. */
export function waiting(entry: Unsent): Pending {
  const { at, owner, ...said } = entry as Stored;
  const frame: Send = { t: "send", ...said };
  return {
    ...entry,
    frame,
    state: "waiting",
    reason: "",
    retriable: false,
    until: 0,
  };
}
