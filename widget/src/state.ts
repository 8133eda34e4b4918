/** What the window shows, as plain data; every change makes a new one. Knows neither the socket nor the page. */
import type { Greeting, Row, Started } from "./link/wire";

/** The whole state of the window. */
export interface State {
  started: Started;
  open: boolean;
  screen: "greeting" | "cities" | "talk" | "home";
  /** The conversation in sight; empty: a question that is not asked yet. */
  conv: string;
  greeting: Greeting | null;
  /** His conversations, newest first. */
  rows: Row[];
  menu: "" | "menu" | "sure";
  /** Why the last command failed. */
  trouble: string;
  /** Conversations whose operator is typing, is online. */
  typing: string;
  here: string;
  /** The log is scrolled away from its end; something new came meanwhile. */
  up: boolean;
  fresh: boolean;
  /** The connection has been missing for a while. */
  cut: boolean;
  draft: string;
}

const REOPEN_MS = 60 * 60_000;

/** The one conversation of his that is open. */
export function openRow(state: State): Row | undefined {
  return state.rows.find((row) => row.state !== "closed");
}

/** The conversation in sight. */
export function rowOf(state: State): Row | undefined {
  return state.rows.find((row) => row.conv === state.conv);
}

/** Whether what he writes lands in the conversation in sight: open, new, or closed within the hour. */
export function mayWrite(state: State, now: number): boolean {
  const row = rowOf(state);
  const { conv = "" } = openRow(state) ?? {};
  if (conv) return conv === state.conv;
  return !row || now - Date.parse(row.closed ?? "") < REOPEN_MS;
}

/** The same rows with one that is new or newer. */
export function withRow(rows: Row[], row: Row): Row[] {
  const known = rows.find(({ conv }) => conv === row.conv);
  if (known && known.rev > row.rev) return rows;
  const others = rows.filter((other) => other !== known);
  return [row, ...others].sort((a, b) => (a.opened < b.opened ? 1 : -1));
}

/** Messages he has not read. */
export function unreadOf(rows: Row[]): number {
  return rows.reduce((sum, { unread = 0 }) => sum + unread, 0);
}

/** Where the window opens: the talk that goes on, else where a talk can begin. */
export function entered(state: State, now: number): State {
  const row = openRow(state) ?? state.rows[0];
  const at = row ? { ...state, conv: row.conv } : { ...state, conv: "" };
  if (row && !mayWrite(at, now)) return { ...at, conv: "", screen: "home" };
  return asked(at);
}

/** A talk, after the city is known. */
export function asked(state: State): State {
  const { channel, choose = [] } = state.started;
  return { ...state, menu: "", screen: channel || rowOf(state) || !choose.length ? "talk" : "cities" };
}
