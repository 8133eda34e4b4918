/** What to do after a socket has closed: the close-code table of the protocol, as one pure function. */
import { Close, type Drain } from "./wire";

/** How a socket ended, and what was known before. */
export interface Closing {
  /** 0: this side gave up on it (silence, a missed deadline, no token). */
  code: number;
  reason: string;
  /** The connection had been answered by `welcome`. */
  live: boolean;
  /** The token of this connection had been fetched anew after a refusal. */
  again: boolean;
  /** Attempts since the last stable connection. */
  tries: number;
  herd: number;
  drain: Drain | null;
}

const FIRST_MS = 500;
const LONGEST_MS = 30_000;
const RATE_MS = 10_000;

/** Why to stop, or after how many ms to come back; `random` is 0 … 1. */
export function verdict({ code, reason, live, again, tries, herd, drain }: Closing, random: number): string | number {
  if (code === Close.FORBIDDEN) return "forbidden";
  if (code === Close.REPLACED) return "replaced";
  if (code === Close.TOKEN) return again ? "token" : 0;
  // The refused frame was `hello` itself: this page is older or newer than the server.
  if ((code === Close.BAD_FRAME || code === Close.TOO_BIG) && !live) return "version";
  if (code === Close.RATE) return (Number(/\d+/.exec(reason)) || RATE_MS) + random * 1000;
  if (drain) return drain.min_ms + random * (drain.max_ms - drain.min_ms);
  const usual = Math.min(LONGEST_MS, FIRST_MS * 2 ** tries);
  // Gone from everybody at once, so that everybody comes back at once.
  const crowd = live && code >= 1000 && code < Close.BAD_FRAME && code !== Close.BUSY && code !== Close.TOO_BIG;
  return random * (crowd ? Math.max(herd, usual) : usual);
}
