// What the console knows, and what can happen to it. Knows neither socket nor DOM.

import type { CommandName } from "../../../link/src/calls";
import {
  type Alarm,
  type Card,
  type Channel,
  type Colleague,
  type Counts,
  type Held,
  type Limits,
  type Person,
  Protocol,
  type Row,
  type ServerFrame,
} from "../../../link/src/wire";
import type { Filter } from "./filter";
import type { Reader } from "./rows";

/** An unsent text of one conversation. */
export interface Draft {
  text: string;
  kind: "message" | "note";
  /** A note has just been kept here: the first Enter of a reply asks, so that none goes to the visitor by habit. */
  wary?: boolean;
}

/** A page by page list of closed or all conversations. `key` names the filter it was asked for. */
export interface ClosedPages {
  key: string;
  convs: ReadonlySet<string>;
  next: string;
  status: "asking" | "ready" | "failed";
}

/** A card, and what it lacks. */
export interface CardState {
  card: Card | null;
  failed: boolean;
}

/** A short message over the page. `act`: what its button does. */
export interface Toast {
  id: number;
  sign: "done" | "lock" | "bad";
  text: string;
  act?: { does: "reopen"; conv: string } | { does: "next" };
}

/** Why a conversation cannot be shown; "gone": it has left this operator's sight. */
export type Trouble = "not_found" | "gone" | "forbidden" | "failed";

export interface State {
  reader: Reader;
  epoch: string;
  /** Characters that a message, a field and a note may have. */
  limits: Required<Pick<Limits, "body" | "name" | "note">>;
  /** Messages arrive late; administrators are told. */
  alarm: Alarm | null;
  /** Limits that visitors wait for; administrators are told. */
  held: ReadonlyMap<string, Held>;
  rows: ReadonlyMap<string, Row>;
  /** The inbox of open conversations: never read to its end, being read again, whole, or not to be had. */
  inbox: "empty" | "reading" | "whole" | "failed";
  /** The server's figures of the channels, as of the last page read. */
  figures: readonly Counts[];
  /** Rows from before the connection was lost, not yet confirmed. */
  unsure: ReadonlySet<string>;
  /** Left this operator's sight on this connection: a list that was read before does not bring them back. */
  gone: ReadonlySet<string>;
  closedPages: ClosedPages | null;
  people: Colleague[];
  channels: Channel[];
  filter: Filter;
  typing: ReadonlyMap<string, { by: Person; until: number }>;
  drafts: Readonly<Record<string, Draft>>;
  cards: ReadonlyMap<string, CardState>;
  /** Commands under way, by conversation. */
  busy: ReadonlyMap<string, CommandName>;
  troubles: ReadonlyMap<string, Trouble>;
  toasts: readonly Toast[];
}

/** `now`: the server's time. */
export type Action =
  | { type: "frame"; frame: ServerFrame; now: number }
  | { type: "inbox"; rows: Row[]; figures: readonly Counts[]; last: boolean }
  | { type: "inboxFailed" }
  | { type: "row"; row: Row }
  | { type: "closedPages"; key: string; rows: Row[]; next: string }
  | { type: "closedPagesAsked"; key: string; anew: boolean }
  | { type: "closedPagesFailed" }
  | { type: "filter"; filter: Filter }
  | { type: "draft"; conv: string; draft: Draft }
  | { type: "card"; conv: string; card: Card | null }
  | { type: "busy"; conv: string; name: CommandName | null }
  | { type: "trouble"; conv: string; trouble: Trouble | null }
  | { type: "toast"; toast: Omit<Toast, "id"> }
  | { type: "toastGone"; id: number }
  | { type: "locked"; conv: string }
  | { type: "tick"; now: number };

/** Before the server has said, and where it leaves out the usual. */
export const LIMITS = { body: 10_000, name: Protocol.NAME, note: Protocol.NOTE };

/** Before anything has come. */
export const start = (reader: Reader, filter: Filter, drafts: Record<string, Draft>): State => ({
  reader,
  epoch: "",
  limits: LIMITS,
  alarm: null,
  held: new Map(),
  rows: new Map(),
  inbox: "empty",
  figures: [],
  unsure: new Set(),
  gone: new Set(),
  closedPages: null,
  people: [],
  channels: [],
  filter,
  typing: new Map(),
  drafts,
  cards: new Map(),
  busy: new Map(),
  troubles: new Map(),
  toasts: [],
});
