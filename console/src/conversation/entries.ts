// A conversation's entries as the log draws them: days, runs of bubbles, notes, lines. Pure.

import { type InRun, isRead, runs } from "../../../link/src/log/runs";
import type { Pending } from "../../../link/src/operator-client";
import type { Event, Seen } from "../../../link/src/wire";
import { ms, sameDay } from "../words/dates";

type Thing =
  | { kind: "day"; key: string; ts: string }
  | { kind: "message"; key: string; e: Event; read: boolean }
  | { kind: "pending"; key: string; pending: Pending }
  | { kind: "note"; key: string; e: Event }
  | { kind: "line"; key: string; e: Event; waited: number | null };

/** One thing in the log, with its place in a run of one author's bubbles. */
export type Item = InRun<Thing>;

function author(thing: Thing, me: string): string {
  if (thing.kind === "pending") return thing.pending.kind === "note" ? "note" : me;
  if (thing.kind !== "message") return "";
  const { side, id = side } = thing.e.by;
  return side === "operator" ? id : side;
}

const WAIT_ENDS = new Set(["released", "moved", "reopened", "closed"]);

/** How long the visitor had waited when this claim came; null where their first message is not at hand. */
function waited(events: Event[], claim: Event): number | null {
  let first: Event | null = null;
  for (const e of events) {
    if (e.seq >= claim.seq) break;
    if (WAIT_ENDS.has(e.kind)) first = null;
    else if (!first && e.kind === "message" && e.by.side === "visitor") first = e;
  }
  return first && ms(claim.ts) - ms(first.ts);
}

function thingOf(e: Event, events: Event[], seen: Seen): Thing {
  const key = `e${e.seq}`;
  if (e.kind === "note") return { kind: "note", key, e };
  if (e.kind !== "message") {
    return { kind: "line", key, e, waited: e.kind === "claimed" ? waited(events, e) : null };
  }
  return { kind: "message", key, e, read: isRead(e, seen) };
}

/** The entries with a heading for each day. */
export function items(events: Event[], seen: Seen, pending: Pending[], me: string): Item[] {
  const all: Thing[] = [];
  let before = "";
  for (const e of events) {
    if (!before || !sameDay(before, e.ts)) all.push({ kind: "day", key: `d${e.seq}`, ts: e.ts });
    before = e.ts;
    all.push(thingOf(e, events, seen));
  }
  for (const each of pending) all.push({ kind: "pending", key: `p${each.cid}`, pending: each });
  return runs(all, (thing) => author(thing, me));
}
