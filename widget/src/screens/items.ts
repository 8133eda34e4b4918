/** Entries and unsent messages → what stands in the log, one under the other. */
import texts from "#texts";
import type { Pending } from "../../../link/src/outbox/pending";
import { clock, day, sameDay } from "../../../link/src/text/dates";
import type { Event, Person, Seen } from "../../../link/src/wire";
import { link } from "../panel/store";
import { fill, joined } from "./words";

/** A day chip, a system line, or a bubble. */
export interface Item {
  key: string;
  text: string;
  side: "day" | "sys" | "in" | "out";
  by?: Person | undefined;
  sign?: "waiting" | "sent" | "read" | "failed" | "";
  pending?: Pending;
  /** Bubbles only. */
  time?: string;
  /** The first of a turn; the last of a run. */
  gap?: string;
  tail?: string;
}

/** All items of one talk. */
export function itemsOf(events: Event[], pending: Pending[], seen: Seen): Item[] {
  const items: Item[] = [];
  let before: string | number = 0;
  const add = (at: string | number, item: Item) => {
    if (!sameDay(before, at)) items.push({ key: `d${item.key}`, text: heading(at), side: "day" });
    before = at;
    const last = items[items.length - 1] as Item;
    const run = last.side === item.side && last.by?.id === item.by?.id;
    if (run) last.tail = "";
    items.push({ time: clock(at), sign: "", tail: "tail", gap: last.time && !run ? "gap" : "", ...item });
  };
  for (const event of events) add(event.ts, entry(event, seen));
  for (const one of pending) {
    const { cid, body, at, state } = one;
    add(at, {
      key: cid,
      text: body,
      side: "out",
      sign: state === "sending" ? "waiting" : state,
      pending: one,
    });
  }
  return items;
}

/** Today, yesterday, or the date: by the server's time, once there is a link to it. */
const heading = (at: string | number): string =>
  day(
    at,
    link?.now() ?? Date.now(),
    texts.language,
    () => texts.today,
    () => texts.yesterday,
  );

function entry({ seq, kind, by, body = "", ts, cid, data }: Event, { operator = 0 }: Seen): Item {
  const key = cid || `${seq}`;
  if (kind === "greeting")
    return { key, text: body, side: "in", by: by.id ? by : { ...by, name: `${data?.name}` } };
  if (kind === "message") {
    if (by.side === "operator") return { key, text: body, side: "in", by };
    return { key, text: body, side: "out", sign: seq <= operator ? "read" : "sent" };
  }
  const systemLine: Item = { key, text: texts.unknown, side: "sys", time: "" };
  if (kind === "claimed") return { ...systemLine, text: joined(by), by };
  if (kind === "closed") systemLine.text = fill(texts.closed, clock(ts));
  if (kind === "contact") systemLine.text = fill(texts.left, `${data?.value}`);
  if (kind === "reopened") systemLine.text = texts.reopened;
  return systemLine;
}
