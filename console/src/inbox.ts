// What the list pane shows: rows that fit the filter, in groups and in order. Pure.

import type { Room, Row } from "../../widget/src/link/wire";
import { ms, sameDay } from "./dates";
import { isMine, isOffered, waitsSince } from "./rows";

/** The scope of all channels: what this operator holds. */
export const MINE = "mine";

/** `scope`: a channel's id, MINE, or empty before the channels are known. */
export interface Filter {
  scope: string;
  state: "open" | "closed" | "all";
  mine: boolean;
}

export type Role = "waiting" | "offered" | "mine" | "colleagues" | "closed";

/** A heading and its rows; `day` where rows are grouped by day. */
export interface Group {
  role: Role | "day";
  day: string;
  rows: Row[];
}

/** What a row is to this operator. */
export function roleOf(row: Row, me: string): Role {
  if (row.state === "closed") return "closed";
  if (row.state === "waiting") return "waiting";
  if (isOffered(row, me)) return "offered";
  return isMine(row, me) ? "mine" : "colleagues";
}

/** Whether the row is this operator's own affair: held, offered, waiting for him first, or (closed) held last. */
export const concerns = (row: Row, me: string): boolean =>
  row.owner?.id === me || isOffered(row, me) || (row.state === "waiting" && row.prefer === me);

/** Whether a row fits the filter. An offer is shown wherever open ones are: its minute is short. */
export function fits(row: Row, filter: Filter, me: string): boolean {
  if (filter.state === "open" && row.state === "closed") return false;
  if (filter.state === "closed" && row.state !== "closed") return false;
  if (isOffered(row, me)) return true;
  if ((filter.scope === MINE || filter.mine) && !concerns(row, me)) return false;
  return filter.scope === MINE || row.channel === filter.scope;
}

const newestFirst = (a: Row, b: Row) => ms(b.updated) - ms(a.updated) || (a.conv < b.conv ? 1 : -1);
const longestFirst = (a: Row, b: Row) => ms(waitsSince(a)) - ms(waitsSince(b)) || (a.conv < b.conv ? -1 : 1);

/** Rows that wait, the longest first. */
export const waitingOf = (rows: Iterable<Row>): Row[] =>
  [...rows].filter((row) => row.state === "waiting").sort(longestFirst);

const ROLES: Role[] = ["offered", "waiting", "mine", "colleagues"]; // an offer lasts a minute: it leads

function byRole(rows: Row[], me: string): Group[] {
  const order = (role: Role) => (role === "waiting" ? longestFirst : newestFirst);
  const groups = ROLES.map((role) => ({
    role,
    day: "",
    rows: rows.filter((row) => roleOf(row, me) === role).sort(order(role)),
  }));
  return groups.filter((group) => group.rows.length > 0);
}

function byDay(rows: Row[]): Group[] {
  const groups: Group[] = [];
  for (const row of [...rows].sort(newestFirst)) {
    const last = groups.at(-1);
    if (last && sameDay(last.day, row.updated)) last.rows.push(row);
    else groups.push({ role: "day", day: row.updated, rows: [row] });
  }
  return groups;
}

/** The groups of the list: by role where only open ones are shown, else by day. */
export function groups(rows: Iterable<Row>, filter: Filter, me: string): Group[] {
  const shown = [...rows].filter((row) => fits(row, filter, me));
  return filter.state === "open" ? byRole(shown, me) : byDay(shown);
}

/** `urgent`: waits for this operator's answer; `open`: all open ones he sees there. */
export interface Count {
  urgent: number;
  open: number;
}

/** Whether the row asks this operator to do something now. */
function isUrgent(row: Row, me: string): boolean {
  if (row.state === "waiting" || isOffered(row, me)) return true;
  return isMine(row, me) && (row.unread ?? 0) > 0;
}

/** Figures of a scope for the rail. */
export function count(rows: Iterable<Row>, scope: string, me: string): Count {
  const open = [...rows].filter((row) => fits(row, { scope, state: "open", mine: false }, me));
  return { urgent: open.filter((row) => isUrgent(row, me)).length, open: open.length };
}

/** How many of the talks in sight a colleague holds. */
export const heldBy = (rows: Iterable<Row>, id: string): number =>
  [...rows].filter((row) => row.state === "held" && row.owner?.id === id).length;

/** The number in the title: waiting in one's own channels, and offers. */
export function calling(rows: Iterable<Row>, rooms: Room[], me: string): number {
  const own = new Set(rooms.filter((room) => room.member).map((room) => room.id));
  const calls = (row: Row) => (row.state === "waiting" && own.has(row.channel)) || isOffered(row, me);
  return [...rows].filter((row) => !row.locked && calls(row)).length;
}

/** Where a console starts: the remembered scope if it still exists, else one's first channel. */
export function startScope(rooms: Room[], remembered: string): string {
  const known = remembered === MINE || rooms.some((room) => room.id === remembered);
  return known ? remembered : ((rooms.find((room) => room.member) ?? rooms[0])?.id ?? MINE);
}
