// What deserves a sound and a notification: causes that stand now, and which of them were told. Pure.

import { cut, firstName } from "../../../link/src/text/letters";
import type { Channel, Row } from "../../../link/src/wire";
import { channelName, isOwn } from "../desk/channels";
import { returnedWords } from "../desk/moves";
import { isMine, isOffered, rowName } from "../desk/rows";
import { plural, t } from "../words/texts";

/** A new one waits, a colleague offers one, an offer came back, or a visitor wrote to this operator. */
export interface Alert {
  kind: "waiting" | "offer" | "returned" | "message";
  row: Row;
}

/** Who is alerted. */
export interface Listener {
  me: string;
  channels: Channel[];
  /** On a break: new ones go to others. */
  away: boolean;
}

const waits = (row: Row, channels: Channel[]): boolean =>
  row.state === "waiting" && !row.locked && isOwn(channels, row.channel);

function isUnanswered({ last, unread = 0 }: Row): boolean {
  return unread > 0 && last?.kind === "message" && last.by.side === "visitor";
}

/** The cause that stands in a row, whether or not it may be told now. */
export function causeOf(row: Row, { me, channels }: Listener): Alert | null {
  if (waits(row, channels)) return { kind: "waiting", row };
  if (isOffered(row, me)) return { kind: "offer", row };
  if (row.returned?.to.id === me) return { kind: "returned", row };
  return isMine(row, me) && isUnanswered(row) ? { kind: "message", row } : null;
}

/**
 * Whether a cause must keep silent for now: on a break, and while it is kept for whoever had it last. The server says
 * how long that is.
 */
export const isHushed = ({ kind, row }: Alert, { me, away }: Listener): boolean =>
  kind === "waiting" && (away || Boolean(row.prefer && row.prefer !== me));

/** One telling: the same cause a second time has another key. */
export function tellingOf({ kind, row }: Alert): string {
  const marks = {
    waiting: "",
    returned: row.returned?.by.id,
    offer: row.offer?.until,
    message: row.last?.seq,
  };
  return `${kind} ${row.conv} ${marks[kind]}`;
}

const MOST = 1_000;

/** What was told. A cause that could not be told stays a cause, and is told when what held it back has ended. */
export class Ledger {
  /** By key, whether it has stood in this tab: what another tab told may come here later than the telling. */
  private readonly told = new Map<string, boolean>();

  /** Causes that were told nobody yet, of all that stand now. What no longer stands may be told again. */
  untold(standing: Alert[]): Alert[] {
    const keys = new Set(standing.map(tellingOf));
    for (const [key, stood] of this.told) if (stood && !keys.has(key)) this.told.delete(key);
    for (const key of keys) if (this.told.has(key)) this.told.set(key, true);
    return standing.filter((alert) => !this.told.has(tellingOf(alert)));
  }

  /** Here or in another tab. */
  tell(key: string): void {
    this.told.set(key, false);
    for (const old of this.told.keys()) if (this.told.size > MOST) this.told.delete(old);
  }
}

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
export function wordsOf({ kind, row }: Alert, channels: Channel[]): Words {
  const channel = channelName(channels, row.channel);
  const [name, text] = [rowName(row), row.last?.body ?? ""];
  if (kind === "message") {
    const unread = row.unread ?? 0;
    const title = unread > 1 ? plural("newMessages", unread, { name }) : name;
    return { title: short(title, TITLE), body: short(text, BODY) };
  }
  if (kind === "returned") {
    return {
      title: short(returnedWords(row), TITLE),
      body: short([name, channel].filter(Boolean).join(" · "), BODY),
    };
  }
  if (kind === "waiting") {
    const begins = row.question || text;
    return {
      title: short(t("newChat", { channel }), TITLE),
      body: short(begins ? `${name}: ${begins}` : name, BODY),
    };
  }
  const note = row.offer?.note ? t("quoted", { text: row.offer.note }) : "";
  const title = t("offersYou", { name: firstName(row.offer?.by.name) });
  return { title: short(title, TITLE), body: short([note, name, channel].filter(Boolean).join(" · "), BODY) };
}
