// A conversation's entries as the log draws them: days, runs of bubbles, notes, lines. Pure.

import type { Pending } from "../../widget/src/link/link";
import type { Event, Seen } from "../../widget/src/link/wire";
import { ms, sameDay } from "./dates";

/** One thing in the log. `first`/`last`: its place in a run of one author's bubbles. */
export type Item =
  | { kind: "day"; key: string; ts: string }
  | { kind: "message"; key: string; e: Event; first: boolean; last: boolean; read: boolean }
  | { kind: "pending"; key: string; pending: Pending; first: boolean; last: boolean }
  | { kind: "note"; key: string; e: Event }
  | { kind: "line"; key: string; e: Event; waited: number | null };

type Bubble = Extract<Item, { kind: "message" | "pending" }>;

const isBubble = (item: Item | undefined): item is Bubble =>
  item?.kind === "message" || item?.kind === "pending";

function author(item: Bubble, me: string): string {
  if (item.kind === "pending") return item.pending.kind === "note" ? "note" : me;
  return item.e.by.side === "operator" ? (item.e.by.id ?? "") : item.e.by.side;
}

function markRuns(items: Item[], me: string): void {
  items.forEach((item, at) => {
    if (!isBubble(item)) return;
    const [before, after] = [items[at - 1], items[at + 1]];
    item.first = !isBubble(before) || author(before, me) !== author(item, me);
    item.last = !isBubble(after) || author(after, me) !== author(item, me);
  });
}

const WAIT_ENDS = new Set(["released", "moved", "reopened", "closed"]);

/** How long the visitor had waited when this claim came; null where his first message is not at hand. */
function waited(events: Event[], claim: Event): number | null {
  let first: Event | null = null;
  for (const e of events) {
    if (e.seq >= claim.seq) break;
    if (WAIT_ENDS.has(e.kind)) first = null;
    else if (!first && e.kind === "message" && e.by.side === "visitor") first = e;
  }
  return first && ms(claim.ts) - ms(first.ts);
}

function itemOf(e: Event, events: Event[], seen: Seen): Item {
  const key = `e${e.seq}`;
  if (e.kind === "note") return { kind: "note", key, e };
  if (e.kind !== "message") {
    return { kind: "line", key, e, waited: e.kind === "claimed" ? waited(events, e) : null };
  }
  const read = e.by.side === "operator" && e.seq <= (seen.visitor ?? 0);
  return { kind: "message", key, e, first: true, last: true, read };
}

/** The entries with a heading for each day. */
export function items(events: Event[], seen: Seen, pending: Pending[], me: string): Item[] {
  const all: Item[] = [];
  let before = "";
  for (const e of events) {
    if (!before || !sameDay(before, e.ts)) all.push({ kind: "day", key: `d${e.seq}`, ts: e.ts });
    before = e.ts;
    all.push(itemOf(e, events, seen));
  }
  for (const each of pending)
    all.push({ kind: "pending", key: `p${each.cid}`, pending: each, first: true, last: true });
  markRuns(all, me);
  return all;
}
