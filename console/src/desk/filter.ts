// Which rows the list pane shows: channel, states, whose. Pure.

import type { Channel, Row } from "../../../link/src/wire";
import { isHere, isOffered, waitsSince } from "./rows";

/** The scope of all channels: what this operator holds. */
export const MINE = "mine";

/** `scope`: a channel's id, MINE, or empty before the channels are known. */
export interface Filter {
  scope: string;
  state: "open" | "closed" | "all";
  mine: boolean;
}

/** Whether the row is this operator's own affair: held, offered, waiting for them first, or (closed) held last. */
const concerns = (row: Row, me: string): boolean =>
  row.owner?.id === me || isOffered(row, me) || (row.state === "waiting" && row.prefer === me);

/** Whether the filter lets a row pass. An offer is shown wherever open ones are: its minute is short. */
export function passes(row: Row, filter: Filter, me: string): boolean {
  if (filter.state === "open" && row.state === "closed") return false;
  if (filter.state === "closed" && row.state !== "closed") return false;
  if (isOffered(row, me)) return true;
  if ((filter.scope === MINE || filter.mine) && !concerns(row, me)) return false;
  return filter.scope === MINE || row.channel === filter.scope;
}

/** The open ones of a scope, whoever holds them. */
export const openIn = (rows: Iterable<Row>, scope: string, me: string): Row[] =>
  [...rows].filter((row) => passes(row, { scope, state: "open", mine: false }, me));

// Times are compared as texts: the server writes them all alike, and reading a date costs more than the rest.
export const later = (a: string, b: string) => (a < b ? 1 : a > b ? -1 : 0);
export const longestFirst = (a: Row, b: Row) => -later(waitsSince(a), waitsSince(b)) || later(a.conv, b.conv);

/** Rows whose visitor waits on the site, the longest first. */
export const waitingOf = (rows: Iterable<Row>): Row[] =>
  [...rows].filter((row) => row.state === "waiting" && isHere(row)).sort(longestFirst);

/** Where a console starts: the remembered scope if it still exists, else one's first channel. */
export function startScope(channels: Channel[], remembered: string): string {
  const known = remembered === MINE || channels.some((channel) => channel.id === remembered);
  return known ? remembered : ((channels.find((channel) => channel.member) ?? channels[0])?.id ?? MINE);
}
