// What a frame of the server changes in the state. Pure.

import {
  type Card,
  type Eph,
  Protocol,
  type Row,
  type ServerFrame,
  type Welcome,
} from "../../../link/src/wire";
import { cardAfter } from "./cards";
import { startScope } from "./filter";
import { readerOf, withoutRows, withRow } from "./rows";
import { LIMITS, type State } from "./state";

const openOnes = (rows: ReadonlyMap<string, Row>) =>
  new Set([...rows.values()].filter((row) => row.state !== "closed").map((row) => row.conv));

/** Rows of a connection before: whatever the new one says of them is newer. */
const outranked = (rows: ReadonlyMap<string, Row>) =>
  new Map([...rows].map(([conv, row]) => [conv, { ...row, rev: 0 }]));

/** A new connection: what is open is read again, and nothing of another epoch survives. */
function welcomed(state: State, frame: Welcome): State {
  const rewound = state.epoch !== "" && state.epoch !== frame.epoch;
  const rows: ReadonlyMap<string, Row> = rewound ? new Map() : outranked(state.rows);
  const fresh = {
    ...state,
    limits: { ...LIMITS, ...frame.limits },
    alarm: null,
    held: new Map(),
    rows,
    unsure: openOnes(rows),
    gone: new Set<string>(),
    epoch: frame.epoch,
  };
  const inbox = state.inbox === "empty" ? "empty" : "reading";
  return { ...fresh, inbox, typing: new Map(), cards: rewound ? new Map() : state.cards };
}

function withoutTyping(state: State, conv: string): State {
  if (!state.typing.has(conv)) return state;
  const typing = new Map(state.typing);
  typing.delete(conv);
  return { ...state, typing };
}

/** What they were typing has come. */
function saidAfter(state: State, row: Row): State {
  const typist = state.typing.get(row.conv)?.by;
  const newer = (row.last?.seq ?? 0) > (state.rows.get(row.conv)?.last?.seq ?? 0);
  return typist && newer && row.last?.by.side === typist.side ? withoutTyping(state, row.conv) : state;
}

/** A row that has just changed leads every list it fits. */
function changed(state: State, row: Row): State {
  const unsure = new Set(state.unsure);
  unsure.delete(row.conv);
  const left = new Set(state.gone);
  left.delete(row.conv);
  const closedPages = state.closedPages && {
    ...state.closedPages,
    convs: new Set(state.closedPages.convs).add(row.conv),
  };
  return { ...saidAfter(state, row), rows: withRow(state.rows, row), unsure, gone: left, closedPages };
}

function gone(state: State, conv: string): State {
  const cards = new Map(state.cards);
  cards.delete(conv);
  const left = { ...withoutTyping(state, conv), cards, rows: withoutRows(state.rows, [conv]) };
  return {
    ...left,
    gone: new Set(state.gone).add(conv),
    troubles: new Map(state.troubles).set(conv, "gone"),
  };
}

function onCard(state: State, eph: Eph, now: number): State {
  const known = state.cards.get(eph.conv);
  if (!known?.card) return state;
  const card: Card = cardAfter(known.card, eph, now);
  return card === known.card
    ? state
    : { ...state, cards: new Map(state.cards).set(eph.conv, { ...known, card }) };
}

function here(state: State, { conv, here = false }: Eph): State {
  const row = state.rows.get(conv);
  if (!row?.visitor) return state;
  const visitor = { ...row.visitor, here };
  return { ...state, rows: new Map(state.rows).set(conv, { ...row, visitor }) };
}

function signalled(state: State, eph: Eph, now: number): State {
  if (eph.kind === "typing" && eph.by) {
    return {
      ...state,
      typing: new Map(state.typing).set(eph.conv, { by: eph.by, until: now + Protocol.TYPING_SHOWN_MS }),
    };
  }
  if (eph.kind === "presence") return onCard(here(state, eph), eph, now);
  return eph.kind === "page" ? onCard(state, eph, now) : state;
}

/** The state after a frame that came by itself. */
export function onFrame(state: State, frame: ServerFrame, now: number): State {
  if (frame.t === "welcome") return welcomed(state, frame);
  if (frame.t === "summary") return changed(state, frame.row);
  if (frame.t === "gone") return gone(state, frame.conv);
  if (frame.t === "eph") return signalled(state, frame, now);
  if (frame.t === "alarm") return { ...state, alarm: frame.since ? frame : null };
  if (frame.t === "held") return { ...state, held: new Map(state.held).set(frame.limit, frame) };
  if (frame.t !== "people") return state;
  const { people, channels } = frame;
  const scope = startScope(channels, state.filter.scope);
  const me = people.find(({ id }) => id === state.reader.id);
  const reader = me ? readerOf(me.id, me.role ?? "operator") : state.reader;
  return { ...state, reader, people, channels, filter: { ...state.filter, scope } };
}
