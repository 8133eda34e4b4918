/** When the window opens by itself. */
import type { Started } from "../../../link/src/wire";
import { recall, type Stay } from "./memory";

/** Once per visit, after the time the site set, unless the visitor knows the window already or shut it. */
export function mayGreet(
  { channel, choose, delay_ms, open, greeted }: Started,
  stay: Stay,
  now = Date.now(),
): boolean {
  const due = (channel || choose) && delay_ms && stay.ms >= delay_ms;
  return Boolean(due && !open && !greeted && !stay.opened && (recall().shut ?? 0) < now);
}
