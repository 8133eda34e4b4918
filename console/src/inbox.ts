// What the list pane shows: rows that fit the filter, in groups and in order. Pure.

import type { Channel, Row } from "../../link/src/wire";
import { sameDay } from "./dates";
import { isHere, isMine, isOffered, waitsSince } from "./rows";

/** The scope of all channels: what this operator holds. */
export const MINE = "mine";

/** `scope`: a channel's id, MINE, or empty before the channels are known. */
export interface Filter {
  scope: string;
  state: "open" | "closed" | "all";
  mine: boolean;
}

export type Role = "offered" | "mine" | "waiting" | "left" | "colleagues" | "closed";

/** A heading and its rows; `day` where rows are grouped by day. `count`: how many there are in truth. */
export interface Group {
  /** The same for the same heading, whatever its rows. */
  key: string;
  role: Role | "day";
  day: string;
  rows: Row[];
  count: number;
}

/** What a row is to this operator. */
function roleOf(row: Row, me: string): Role {
  if (row.state === "closed") return "closed";
  if (row.state === "waiting") return isHere(row) ? "waiting" : "left";
  if (isOffered(row, me)) return "offered";
  return isMine(row, me) ? "mine" : "colleagues";
}

/** What the list draws of it: a card that waits for a decision, or a line. */
export function shapeOf(row: Row, me: string): "wait" | "offer" | "line" {
  if (row.state === "waiting" && !row.locked) return "wait";
  return isOffered(row, me) ? "offer" : "line";
}

/** Whether the row is this operator's own affair: held, offered, waiting for them first, or (closed) held last. */
const concerns = (row: Row, me: string): boolean =>
  row.owner?.id === me || isOffered(row, me) || (row.state === "waiting" && row.prefer === me);

/** Whether a row fits the filter. An offer is shown wherever open ones are: its minute is short. */
export function fits(row: Row, filter: Filter, me: string): boolean {
  if (filter.state === "open" && row.state === "closed") return false;
  if (filter.state === "closed" && row.state !== "closed") return false;
  if (isOffered(row, me)) return true;
  if ((filter.scope === MINE || filter.mine) && !concerns(row, me)) return false;
  return filter.scope === MINE || row.channel === filter.scope;
}

/** The open ones of a scope, whoever holds them. */
export const openIn = (rows: Iterable<Row>, scope: string, me: string): Row[] =>
  [...rows].filter((row) => fits(row, { scope, state: "open", mine: false }, me));

// Times are compared as texts: the server writes them all alike, and reading a date costs more than the rest.
const later = (a: string, b: string) => (a < b ? 1 : a > b ? -1 : 0);
const newestFirst = (a: Row, b: Row) => later(a.updated, b.updated) || later(a.conv, b.conv);
const longestFirst = (a: Row, b: Row) => -later(waitsSince(a), waitsSince(b)) || later(a.conv, b.conv);

/** Who sits there and waits, who has left and waits, who is answered. */
const patience = (row: Row) => (row.waiting ? (isHere(row) ? 0 : 1) : 2);
const mostUrgentFirst = (a: Row, b: Row) =>
  patience(a) - patience(b) || (a.waiting ? longestFirst(a, b) : newestFirst(a, b));

/** Rows whose visitor waits on the site, the longest first. */
export const waitingOf = (rows: Iterable<Row>): Row[] =>
  [...rows].filter((row) => row.state === "waiting" && isHere(row)).sort(longestFirst);

// An offer lasts a minute: it leads. Own work comes before the work that is anybody's.
export const ROLES: Role[] = ["offered", "mine", "waiting", "left", "colleagues"];
const ORDERS: Partial<Record<Role, (a: Row, b: Row) => number>> = {
  mine: mostUrgentFirst,
  waiting: longestFirst,
  left: longestFirst,
};

function byRole(rows: Row[], me: string): Group[] {
  const groups = new Map<Role, Row[]>(ROLES.map((role) => [role, []]));
  for (const row of rows) groups.get(roleOf(row, me))?.push(row);
  return [...groups].flatMap(([role, some]) =>
    some.length
      ? { key: role, role, day: "", rows: some.sort(ORDERS[role] ?? newestFirst), count: some.length }
      : [],
  );
}

function byDay(rows: Row[]): Group[] {
  const groups: Group[] = [];
  for (const row of [...rows].sort(newestFirst)) {
    const last = groups.at(-1);
    if (last && sameDay(last.day, row.updated)) last.count = last.rows.push(row);
    else
      groups.push({
        key: new Date(row.updated).toDateString(),
        role: "day",
        day: row.updated,
        rows: [row],
        count: 1,
      });
  }
  return groups;
}

/** The groups of the list: by role where only open ones are shown, else by day. */
export function groups(rows: Iterable<Row>, filter: Filter, me: string): Group[] {
  const shown = [...rows].filter((row) => fits(row, filter, me));
  return filter.state === "open" ? byRole(shown, me) : byDay(shown);
}

/** Where a console starts: the remembered scope if it still exists, else one's first channel. */
export function startScope(rooms: Channel[], remembered: string): string {
  const known = remembered === MINE || rooms.some((room) => room.id === remembered);
  return known ? remembered : ((rooms.find((room) => room.member) ?? rooms[0])?.id ?? MINE);
}
