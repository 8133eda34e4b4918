/** Whether the window may open by itself now. */
import type { Started } from "../link/wire";
import type { Kept, Stay } from "./memory";

/** Once per visit, after the time the site set, unless he knows the window already or shut it. */
export function mayGreet(started: Started, stay: Stay, { shut = 0 }: Kept, now: number): boolean {
  const { channel, delay_ms = 0, open, greeted } = started;
  return Boolean(channel && delay_ms && stay.ms >= delay_ms && !open && !greeted && !stay.opened && shut < now);
}
