/** Entries and unsent messages → what stands in the log, line by line. */
import { closed, reopened, unknown } from "#texts";
import type { Pending } from "../link/link";
import type { Event, Person, Seen } from "../link/wire";
import { clock, day, fill, joined } from "./words";

export type Sign = "waiting" | "sent" | "read" | "failed" | "";

/** A day chip, a system line (no side), or a bubble. */
export interface Item {
  key: string;
  text: string;
  side: "day" | "sys" | "in" | "out";
  by: Person | null;
  time: string;
  sign: Sign;
  /** The first of a turn, the last of a run. */
  gap: boolean;
  tail: boolean;
  pending: Pending | null;
}

/** All items of one talk. */
export function itemsOf(events: Event[], pending: Pending[], seen: Seen): Item[] {
  const items: Item[] = [];
  const add = (at: string | number, item: Item) => {
    const date = day(at);
    const last = items.at(-1);
    if (date !== items.findLast(({ side }) => side === "day")?.key) items.push(line(date, date, "day"));
    else if (last?.side === item.side && (item.side === "out" || last.by?.id === item.by?.id)) last.tail = false;
    item.gap = last?.tail ?? false;
    items.push({ ...item, time: clock(at) });
  };
  for (const event of events) add(event.ts, itemOf(event, seen));
  for (const one of pending) add(one.at, unsent(one));
  return items;
}

function line(key: string, text: string, side: Item["side"]): Item {
  return { key, text, side, by: null, time: "", sign: "", gap: false, tail: true, pending: null };
}

function itemOf({ seq, kind, by, body = "", ts, cid }: Event, { operator = 0 }: Seen): Item {
  const key = cid || `${seq}`;
  if (kind === "message" && by.side === "visitor") return { ...line(key, body, "out"), sign: seq <= operator ? "read" : "sent" };
  if (kind === "message") return { ...line(key, body, "in"), by };
  if (kind === "claimed") return { ...line(key, joined(by.name), "sys"), by };
  return line(key, kind === "closed" ? fill(closed, clock(ts)) : kind === "reopened" ? reopened : unknown, "sys");
}

function unsent(pending: Pending): Item {
  const { cid, body, state } = pending;
  return { ...line(cid, body, "out"), sign: state === "sending" ? "waiting" : state, pending };
}
