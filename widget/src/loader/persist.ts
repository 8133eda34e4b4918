/** What must be done at last: a server that restarts, or a proxy in front of it, says no for a while only. */
import type { Problem } from "../../../link/src/wire";
import { blocked } from "./server";

const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 300_000;

/** Hears of a server that asks for patience: how long it takes until the next try; 0: there is no hope. */
type Told = (ms: number, problem: Partial<Problem>) => unknown;

/** Does it, later again while there is hope. Nothing is said where the server cannot be reached. */
export async function persist(
  work: () => Promise<unknown>,
  told?: Told,
  wait = FIRST_WAIT_MS,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    // Not every refusal is the server's own: a proxy's has no words.
    const problem: Partial<Problem> = Object(error);
    const { code, text, after_ms = 0 } = problem;
    const hope = after_ms || !(code || blocked);
    const ms = hope ? after_ms + wait * (1 + Math.random()) : 0;
    if (code) console.warn(`Samovar: ${text}`);
    if (hope) setTimeout(persist, ms, work, told, Math.min(wait * 2, LONGEST_WAIT_MS));
    if (code) told?.(ms, problem);
  }
}
