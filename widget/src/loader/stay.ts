/** Time on site: counted by the visible tab, over pages and tabs. */
import { newId } from "../link/clock";
import type { Memory, Stay } from "./memory";

const SILENCE_MS = 30 * 60_000;
const TICK_MS = 1_000;

/** The stay that goes on, or a new one after 30 min of silence. */
export function stayNow(memory: Memory, now: number): Stay {
  const { stay } = memory.get();
  if (stay && now - stay.seen < SILENCE_MS) return stay;
  const fresh = { id: newId(), ms: 0, seen: now };
  memory.set({ stay: fresh });
  return fresh;
}

/** Count the time since the last tick, at most one tick: the time between pages is nobody's. */
export function countTime(memory: Memory, now: number): Stay {
  const stay = stayNow(memory, now);
  const counted = { ...stay, ms: stay.ms + Math.max(0, Math.min(now - stay.seen, TICK_MS)), seen: now };
  memory.set({ stay: counted });
  return counted;
}
