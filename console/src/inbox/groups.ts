// The groups of the list and their order. Pure.

import type { Counts, Row } from "../../../link/src/wire";
import { type Filter, later, longestFirst, MINE, passes } from "../desk/filter";
import { isHere, isMine, isOffered } from "../desk/rows";
import { sameDay } from "../words/dates";

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

/** What the list draws of it: a card that waits for a decision, or a row. */
export function shapeOf(row: Row, me: string): "wait" | "offer" | "row" {
  if (row.state === "waiting" && !row.locked) return "wait";
  return isOffered(row, me) ? "offer" : "row";
}

const newestFirst = (a: Row, b: Row) => later(a.updated, b.updated) || later(a.conv, b.conv);

/** Who sits there and waits, who has left and waits, who is answered. */
const patience = (row: Row) => (row.waiting ? (isHere(row) ? 0 : 1) : 2);
const mostUrgentFirst = (a: Row, b: Row) =>
  patience(a) - patience(b) || (a.waiting ? longestFirst(a, b) : newestFirst(a, b));

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
  const shown = [...rows].filter((row) => passes(row, filter, me));
  return filter.state === "open" ? byRole(shown, me) : byDay(shown);
}

/** What the server counts under a heading, where it does. */
function counted(role: Group["role"], { waiting = 0, left = 0 }: Counts): number {
  return role === "waiting" ? waiting - left : role === "left" ? left : 0;
}

/** The figure of a heading: the server's while the rows are still being read. */
export function figure(group: Group, scope: string, figures: readonly Counts[], whole: boolean): number {
  const found = figures.find(({ channel }) => channel === scope);
  if (whole || scope === MINE || !found) return group.count;
  return Math.max(group.count, counted(group.role, found));
}
