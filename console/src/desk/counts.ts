// How many there are: for the rail and the title. Pure.

import type { Channel, Row } from "../../../link/src/wire";
import { isOwn } from "./channels";
import { type Filter, openIn, passes } from "./filter";
import { isMine, isOffered } from "./rows";

/** `urgent`: waits for this operator's answer; `open`: all open ones in sight there. */
export interface Count {
  urgent: number;
  open: number;
}

/** Whether the row asks this operator to do something now. */
function isUrgent(row: Row, me: string): boolean {
  if (row.state === "waiting" || isOffered(row, me)) return true;
  return isMine(row, me) && (Boolean(row.waiting) || (row.unread ?? 0) > 0);
}

/** How many open ones a filter lets through. */
export const openOnes = (rows: Iterable<Row>, filter: Filter, me: string): number =>
  [...rows].filter((row) => passes(row, { ...filter, state: "open" }, me)).length;

/** Figures of a scope for the rail. */
export function count(rows: Iterable<Row>, scope: string, me: string): Count {
  const open = openIn(rows, scope, me);
  return { urgent: open.filter((row) => isUrgent(row, me)).length, open: open.length };
}

/** How many of the talks in sight a colleague holds. */
export const heldBy = (rows: Iterable<Row>, id: string): number =>
  [...rows].filter((row) => row.state === "held" && row.owner?.id === id).length;

/** The number in the title: waiting in one's own channels, and offers. */
export function calling(rows: Iterable<Row>, channels: Channel[], me: string): number {
  const calls = (row: Row) => (row.state === "waiting" && isOwn(channels, row.channel)) || isOffered(row, me);
  return [...rows].filter((row) => !row.locked && calls(row)).length;
}
