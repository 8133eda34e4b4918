/** Time on site: counted by the visible tab, over pages and tabs. */
import { newId } from "../../../link/src/clock";
import { keep, recall, type Stay } from "./memory";

const SILENCE_MS = 30 * 60_000;
const TICK_MS = 1_000;

/** The stay that goes on, or a new one after 30 min of silence. */
export function stayNow(now = Date.now()): Stay {
  const { stay } = recall();
  if (stay && now - stay.seen < SILENCE_MS) return stay;
  const fresh = { id: newId(), ms: 0, seen: now };
  keep({ stay: fresh });
  return fresh;
}

/** Count the time since the last tick, at most one tick: the time between pages is nobody's. */
export function countTime(now = Date.now()): Stay {
  const before = stayNow(now);
  const stay = { ...before, ms: before.ms + Math.min(now - before.seen, TICK_MS), seen: now };
  keep({ stay });
  return stay;
}
