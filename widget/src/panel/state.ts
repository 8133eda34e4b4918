/** What the window shows, as plain data; every change makes a new one. Knows neither the socket nor the page. */
import type { Greeting, Operator, Person, Row, Started, Team } from "../../../link/src/wire";

/** The whole state of the window. */
export interface State {
  started: Started;
  screen: "closed" | "greeting" | "cities" | "talk" | "home" | "leave";
  /** The conversation in sight; empty: a question that is not asked yet. */
  conv: string;
  greeting?: Greeting | null;
  /** The visitor's conversations, newest first. */
  rows: Row[];
  menu?: "" | "open" | "sure";
  /** Why the last command failed. */
  trouble?: string;
  /** Who types where, until when. */
  typing?: { conv: string; until: number };
  /** The conversation whose operator is online; who that is. */
  here?: string;
  partner?: Operator | null | undefined;
  /** Who is there, as told last. */
  there?: Team;
  /** The log is scrolled away from its end; something new came meanwhile. */
  up?: boolean;
  fresh?: boolean;
  /** What was just sent has to come into sight. */
  jump?: boolean;
  /** Since when the connection is missing; 0: it is there. */
  cutSince?: number;
  draft: string;
}

/** Before anything is known. */
export function blank(started: Started, draft = ""): State {
  return { started, draft, screen: "closed", conv: "", rows: [] };
}

/** The one conversation of theirs that is open. */
export const openRow = ({ rows }: State): Row | undefined => rows.find((row) => row.state !== "closed");

/** The conversation in sight. */
export const rowOf = ({ rows, conv }: State): Row | undefined => rows.find((row) => row.conv === conv);

/** Whom the visitor talks with, or did; while they wait that is nobody. */
export function talker(state: State): Person | null | undefined {
  const row = rowOf(state);
  return row?.state === "waiting" ? null : row?.owner;
}

/** The channel of what is in sight, or of the talk that goes on: whatever they write goes there. */
export const channelOf = (state: State): string =>
  (rowOf(state) ?? openRow(state))?.channel ?? state.started.channel?.id ?? "";

/** Who is there in it. */
export const thereOf = (
  state: State,
): Partial<Pick<Started, "channel" | "team" | "usual_ms" | "away" | "shut">> =>
  [state.there, state.started].find((one) => one?.channel?.id === channelOf(state)) ?? {};

/** Whether what they write lands in the conversation in sight: open, new, or closed a short time ago. */
export function mayWrite(state: State, now: number): boolean {
  const [open, row] = [openRow(state), rowOf(state)];
  return open
    ? open === row
    : !row || now - Date.parse(row.closed as string) < (state.started.reopen_ms ?? 0);
}

/** The same rows with one that is new or newer. */
export function withRow(rows: Row[], row: Row): Row[] {
  const known = rows.find(({ conv }) => conv === row.conv);
  if (known && known.rev > row.rev) return rows;
  return [row, ...rows.filter((other) => other !== known)].sort((a, b) => (a.opened < b.opened ? 1 : -1));
}

/** Messages they have not read. */
export const unreadOf = (rows: Row[]): number => rows.reduce((sum, { unread = 0 }) => sum + unread, 0);

/** Where the window opens: the talk that goes on, else where a talk can begin. */
export function entered(state: State, now: number): State {
  const row = openRow(state) ?? state.rows[0];
  const there = talking(state, row?.conv ?? "");
  return mayWrite(there, now) ? there : { ...there, conv: "", screen: "home" };
}

/** A talk; for a new one the city must be known, and somebody may be there. */
export function talking(state: State, conv: string): State {
  const { channel, choose } = state.started;
  const begun = thereOf({ ...state, conv }).shut ? "leave" : "talk";
  return {
    ...state,
    conv,
    menu: "",
    trouble: "",
    up: false,
    screen: conv ? "talk" : channel || !choose ? begun : "cities",
  };
}
