/** What must be done at last: a server that restarts, or a proxy in front of it, says no for a while only. */
import type { Problem } from "../link/wire";
import { blocked } from "./server";

const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 300_000;

/** Does it, later again while there is hope. Nothing is said where the server cannot be reached. */
export async function persist(work: () => Promise<unknown>, wait = FIRST_WAIT_MS): Promise<void> {
  try {
    await work();
  } catch (error) {
    // Not every refusal is the server's own: a proxy's has no words.
    const { code, text, after_ms = 0 }: Partial<Problem> = Object(error);
    if (code) console.warn(`Samovar: ${text}`);
    if (after_ms || !(code || blocked))
      setTimeout(persist, after_ms + wait * (1 + Math.random()), work, Math.min(wait * 2, LONGEST_WAIT_MS));
  }
}
