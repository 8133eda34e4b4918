/** What the browser remembers of this visitor on this site; where storage is blocked, as long as the page lives. */
import type { Close } from "../../../link/src/wire";
import { settings } from "./settings";

/** One stay on the site: over pages and tabs, ended by 30 min of silence. */
export interface Stay {
  id: string;
  /** Time with a visible tab. */
  ms: number;
  /** When it was counted last. */
  seen: number;
  /** The window has opened, by itself or by a click. */
  opened?: boolean;
}

/** Everything kept. */
export interface Kept {
  token?: string;
  stay?: Stay;
  /** Until when the window stays shut. */
  shut?: number;
  channel?: string;
  quiet?: boolean;
  /** What the visitor was writing. */
  draft?: string;
  /** The talk is to end, which the server has not answered yet. */
  ending?: Pick<Close, "rid" | "conv"> | undefined;
  /** Until when requests are taken for sockets. */
  polled?: number;
  /** The tab that was looked at last: only it makes sounds. */
  tab?: string;
}

/** The name of all that is stored for this site. */
export const name = `samovar:${settings.key}`;

/** This tab left its last page with the window open: the panel knows more. */
export function wasOpen(): boolean {
  try {
    return name in sessionStorage;
  } catch {
    return false;
  }
}

let last: Kept = {};

export function recall(): Kept {
  try {
    last = Object(JSON.parse(localStorage[name]));
  } catch {
    // Blocked, broken or not there: what this page knows is all there is.
  }
  return last;
}

export function keep(change: Kept): void {
  last = { ...recall(), ...change };
  try {
    localStorage[name] = JSON.stringify(last);
  } catch {
    // As above.
  }
}
