/** What the browser remembers of this visitor on this site; forgetful where storage is blocked. */

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

/** Everything kept under one key. */
export interface Kept {
  token?: string;
  stay?: Stay;
  /** Until when the window stays shut. */
  shut?: number;
  channel?: string;
  quiet?: boolean;
  /** The tab that was looked at last: only it makes sounds. */
  tab?: string;
}

/** Reading and changing it. */
export interface Memory {
  readonly name: string;
  get(): Kept;
  set(change: Partial<Kept>): void;
}

/** The memory of the site with this key. */
export function remember(key: string): Memory {
  const name = `samovar:${key}`;
  let kept: Kept = {};
  const get = (): Kept => {
    try {
      kept = JSON.parse(localStorage.getItem(name) ?? "null") ?? kept;
    } catch {
      // Blocked or broken: what this page knows is all there is.
    }
    return kept;
  };
  const set = (change: Partial<Kept>): void => {
    kept = { ...get(), ...change };
    try {
      localStorage.setItem(name, JSON.stringify(kept));
    } catch {
      // As above.
    }
  };
  return { name, get, set };
}
