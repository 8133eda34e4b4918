// What deserves a sound and a notification. Pure.

import { cut } from "../../widget/src/link/letters";
import type { Room, Row } from "../../widget/src/link/wire";
import { firstName } from "./names";
import { isMine, isOffered, visitorName } from "./rows";
import type { Action, State } from "./state";
import { t } from "./texts";

/** A new one waits, a colleague offers one, or a visitor wrote to this operator. */
export interface Alert {
  kind: "waiting" | "offer" | "message";
  row: Row;
}

/** Who is alerted, and by which channels. */
export interface Listener {
  me: string;
  rooms: Room[];
  /** He is away: new ones go to others. */
  away: boolean;
  /** Whether a colleague is here to answer. */
  online: (id: string) => boolean;
}

/** Who had the talk last is called first: the others are left in peace while he is here. */
const waitsForOther = ({ prefer }: Row, { me, online }: Listener): boolean =>
  Boolean(prefer && prefer !== me && online(prefer));

function startsWaiting(was: Row | undefined, row: Row, listener: Listener): boolean {
  const { me, rooms, away } = listener;
  if (waitsForOther(row, listener)) return false;
  const member = rooms.some((room) => room.id === row.channel && room.member);
  const letGo = was !== undefined && isMine(was, me); // by himself, or because he was gone
  return row.state === "waiting" && !row.locked && was?.state !== "waiting" && member && !away && !letGo;
}

const isOffer = (was: Row | undefined, row: Row, me: string): boolean =>
  isOffered(row, me) && was?.offer?.until !== row.offer?.until;

function isMessage(was: Row | undefined, row: Row, me: string): boolean {
  const last = row.last;
  if (!was || !last || !isMine(row, me) || !isMine(was, me)) return false;
  return last.kind === "message" && last.by.side === "visitor" && last.seq > (was.last?.seq ?? 0);
}

/** The alert a changed row gives, if any. */
export function alertOf(was: Row | undefined, row: Row, listener: Listener): Alert | null {
  if (was && was.rev >= row.rev) return null;
  if (startsWaiting(was, row, listener)) return { kind: "waiting", row };
  if (isOffer(was, row, listener.me)) return { kind: "offer", row };
  return isMessage(was, row, listener.me) ? { kind: "message", row } : null;
}

/** The rows an action brings that may be news: all but the first reading of the inbox. */
function news(was: State, action: Action): Row[] {
  if (action.type === "frame") return action.frame.t === "summary" ? [action.frame.row] : [];
  return action.type === "inbox" && was.inbox === "reading" ? action.rows : [];
}

/** The alerts an action gives. */
export const alertsOf = (was: State, action: Action, listener: Listener): Alert[] =>
  news(was, action).flatMap((row) => alertOf(was.rows.get(row.conv), row, listener) ?? []);

/** What a desktop notification says. */
export interface Words {
  title: string;
  body: string;
}

const TITLE = 40;
const BODY = 90;
const short = (text: string, length: number) =>
  text.length > length ? `${cut(text, length - 1).trimEnd()}…` : text;

/** The words of an alert: what happened, then who and how it begins. */
export function wordsOf({ kind, row }: Alert, rooms: Room[]): Words {
  const channel = rooms.find((room) => room.id === row.channel)?.name ?? "";
  const [name, text] = [visitorName(row), row.last?.body ?? ""];
  if (kind === "message") return { title: short(name, TITLE), body: short(text, BODY) };
  if (kind === "waiting") {
    return {
      title: short(t("newChat", { channel }), TITLE),
      body: short(text ? `${name}: ${text}` : name, BODY),
    };
  }
  const note = row.offer?.note ? t("quoted", { text: row.offer.note }) : "";
  const title = t("offersYou", { name: firstName(row.offer?.by.name ?? "") });
  return { title: short(title, TITLE), body: short([note, name, channel].filter(Boolean).join(" · "), BODY) };
}
