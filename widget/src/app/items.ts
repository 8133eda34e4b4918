/** Entries and unsent messages → what stands in the log, line by line. Pure. */
import type { Pending } from "../link/link";
import type { Event, Person, Seen } from "../link/wire";
import { clock, day, joined, say } from "./words";

/** A chip or a system line. */
export interface Line {
  key: string;
  text: string;
  /** A day chip. */
  chip: boolean;
  by: Person | null;
}

export type Sign = "waiting" | "sent" | "read" | "failed" | "";

/** A bubble. */
export interface Bubble {
  key: string;
  body: string;
  time: string;
  mine: boolean;
  by: Person;
  sign: Sign;
  /** The first of a turn, the last of a run. */
  gap: boolean;
  tail: boolean;
  pending: Pending | null;
}

export type Item = Line | Bubble;

export const isBubble = (item: Item | undefined): item is Bubble => Boolean(item && "body" in item);

/** All items of one talk. */
export function itemsOf(events: Event[], pending: Pending[], seen: Seen, lang: string, now: number): Item[] {
  const items: Item[] = [];
  let last = "";
  const add = (ts: string | number, item: Item) => {
    const date = day(ts, lang, now);
    if (date !== last) items.push({ key: date, text: date, chip: true, by: null });
    last = date;
    items.push(item);
  };
  for (const event of events) add(event.ts, itemOf(event, seen, lang));
  for (const one of pending) add(one.at, unsent(one, lang));
  return inRuns(items);
}

function itemOf(event: Event, seen: Seen, lang: string): Item {
  const { seq, kind, by, body = "", ts, cid } = event;
  if (kind !== "message") return { key: `${seq}`, text: lineOf(event, lang), chip: false, by: kind === "claimed" ? by : null };
  const mine = by.side === "visitor";
  const sign = !mine ? "" : seq <= (seen.operator ?? 0) ? "read" : "sent";
  return bubble({ key: cid || `${seq}`, body, time: clock(ts, lang), mine, by, sign, pending: null });
}

function lineOf({ kind, by, ts }: Event, lang: string): string {
  if (kind === "claimed") return joined(by.name ?? "");
  if (kind === "closed") return say("closed", clock(ts, lang));
  return say(kind === "reopened" ? "reopened" : "unknown");
}

function unsent(pending: Pending, lang: string): Item {
  const { cid, body, at, state } = pending;
  const sign = state === "sending" ? "waiting" : state;
  return bubble({ key: cid, body, time: clock(at, lang), mine: true, by: { side: "visitor" }, sign, pending });
}

function bubble(given: Omit<Bubble, "gap" | "tail">): Bubble {
  return { ...given, gap: false, tail: true };
}

/** Bubbles of one person in a row keep close together. */
function inRuns(items: Item[]): Item[] {
  items.forEach((item, place) => {
    const before = items[place - 1];
    if (!isBubble(item) || !isBubble(before)) return;
    item.gap = item.mine !== before.mine || (!item.mine && item.by.id !== before.by.id);
    before.tail = item.gap;
  });
  return items;
}
