// What the lines between the bubbles say: who took, passed on, closed. Wordings need no gender. Pure.

import { firstName } from "../../../link/src/text/letters";
import type { Event, Person } from "../../../link/src/wire";
import { spoken } from "../words/dates";
import { shownPhone } from "../words/phones";
import { type Key, number, t } from "../words/texts";

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const person = (value: unknown): string => firstName(text((value as Person | undefined)?.name));
const author = (e: Event): string => firstName(e.by.name);

function claimed(e: Event, mine: boolean, waited: number | null): string {
  if (e.data?.how === "take") {
    const from = person(e.data.from);
    return mine ? t("lineTakenYou", { from }) : t("lineTaken", { name: author(e), from });
  }
  if (!mine) return t("lineClaimed", { name: author(e) });
  if (e.data?.how === "accept" || waited === null) return t("lineClaimedYou");
  return t("lineClaimedAfter", {
    time: waited < 60_000 ? t("secondsShort", { n: number(Math.round(waited / 1000)) }) : spoken(waited),
  });
}

function transferred(e: Event, mine: boolean): string {
  const to = person(e.data?.to);
  if (e.data?.step === "declined") return t("lineDeclined", { to });
  if (e.data?.step === "expired") return t("lineExpired", { to });
  return mine ? t("lineOfferedYou", { to }) : t("lineOffered", { name: author(e), to });
}

const KEPT: Record<string, Key> = {
  kept_silent: "lineKeptSilent",
  kept_away: "lineKeptAway",
  kept_declined: "lineKeptDeclined",
};

function released(e: Event, mine: boolean): string {
  const kept = KEPT[text(e.data?.reason)];
  if (kept) return t(kept, { name: person(e.data?.owner) });
  if (e.data?.reason === "owner_disabled") return t("lineOwnerDisabled", { name: person(e.data?.owner) });
  if (e.data?.reason === "owner_offline") return t("lineOwnerGone");
  return mine ? t("lineReleasedYou") : t("lineReleased", { name: author(e) });
}

function closed(e: Event, mine: boolean): string {
  if (e.by.side === "visitor") return t("lineClosedVisitor");
  return mine ? t("lineClosedYou") : t("lineClosed", { name: author(e) });
}

function reopened(e: Event, mine: boolean): string {
  if (e.by.side === "visitor") return t("lineReopenedVisitor");
  return mine ? t("lineReopenedYou") : t("lineReopened", { name: author(e) });
}

function corrected(e: Event, mine: boolean): string {
  const field: Key = e.data?.field === "city" ? "fieldCity" : "fieldName";
  const [was, now] = [text(e.data?.was), text(e.data?.now)];
  const change = was ? t("changeFrom", { was, now }) : now;
  return t("lineCard", { who: mine ? t("you") : author(e), field: t(field), change });
}

const WAYS: Record<string, Key> = {
  chat: "wayChat",
  phone: "wayPhone",
  telegram: "wayTelegram",
  whatsapp: "wayWhatsapp",
  max: "wayMax",
  viber: "wayViber",
  sms: "waySms",
  email: "wayEmail",
};

/** How the visitor may be answered when they are gone. */
function left(e: Event): string {
  const way = WAYS[text(e.data?.way)];
  const category = text(e.data?.category);
  const line = t("lineContact", { value: shownPhone(text(e.data?.value)), way: way ? t(way) : "" });
  return category ? `${line}. ${category}` : line;
}

/** A letter of this talk, and what became of it. */
function mailed(e: Event): string {
  const to = text(e.data?.to);
  if (e.data?.reason === "unwanted") return t("lineMailUnwanted", { to });
  if (e.kind === "mail_failed") return t("lineMailFailed", { to });
  return t(e.data?.kind === "question" ? "lineMailedChannel" : "lineMailedVisitor", { to });
}

const MISSED: Record<string, Key> = {
  nobody_online: "lineMissedAlone",
  outside_hours: "lineMissedShut",
  nobody_claimed: "lineMissedUntaken",
  claimed_silent: "lineMissedSilent",
};

/** The words of an entry that is neither message nor note. An unknown kind gets a neutral line. */
export function systemLine(e: Event, me: string, waited: number | null): string {
  const mine = e.by.id === me;
  switch (e.kind) {
    case "claimed":
      return claimed(e, mine, waited);
    case "transferred":
      return transferred(e, mine);
    case "moved":
      return t("lineMoved", { from: text(e.data?.from), to: text(e.data?.to) });
    case "released":
      return released(e, mine);
    case "closed":
      return closed(e, mine);
    case "reopened":
      return reopened(e, mine);
    case "greeting":
      return t("lineGreeting", { name: author(e) || text(e.data?.name), text: e.body ?? "" });
    case "card":
      return corrected(e, mine);
    case "contact":
      return left(e);
    case "mail_sent":
    case "mail_failed":
      return mailed(e);
    case "missed":
      return t(MISSED[text(e.data?.reason)] ?? "lineUnknown");
    case "erased":
      return t("lineErased");
    default:
      return e.body || t("lineUnknown");
  }
}

/** The note a transfer or a move carries. */
export const noteOf = (e: Event): string =>
  e.kind === "transferred" || e.kind === "moved" ? text(e.data?.note) : "";
