/** What every screen gets: the state, the link to read from, and what can be done. */
import type { Link } from "../link/link";
import type { State } from "../state";

/** The acts of a visitor. */
export interface Acts {
  close(): void;
  /** Leave for another screen; `conv` for a talk. */
  go(screen: State["screen"], conv?: string): void;
  draft(text: string): void;
  send(): void;
  choose(channel: string): void;
  end(): void;
  sound(): void;
  set(change: Partial<State>): void;
  scrolled(log: Element): void;
  down(): void;
}

/** One moment of the window. */
export interface Scene {
  state: State;
  link: Link;
  act: Acts;
  origin: string;
  lang: string;
  now: number;
  quiet: boolean;
}
