// Rows, entries and states for the tests.

import type { OperatorClient } from "../../link/src/operator-client";
import {
  type Card,
  type Channel,
  type Event,
  type Person,
  PROTOCOL,
  type Row,
  type ServerFrame,
  type Welcome,
} from "../../link/src/wire";
import { Desk } from "../src/desk/desk";
import type { Filter } from "../src/desk/filter";
import type { Memory } from "../src/desk/memory";
import { reduce } from "../src/desk/reduce";
import { readerOf } from "../src/desk/rows";
import { type Action, type State, start } from "../src/desk/state";

/** 22 November in every zone from Hawaii to New Zealand. */
export const NOW = Date.parse("2026-11-22T10:00:00Z");
export const ANNA: Person = { id: "anna", side: "operator", name: "Анна Соколова" };
export const IVAN: Person = { id: "ivan", side: "operator", name: "Иван Ветров" };
export const VISITOR: Person = { side: "visitor", name: "Мария" };
export const CHANNELS: Channel[] = [
  { id: "moscow", name: "Москва", member: true },
  { id: "kazan", name: "Казань" },
];

/** Anna's desk. */
export const deskOf = (link: OperatorClient, memory: Memory): Desk =>
  new Desk({ me: ANNA, role: "operator", left: 0, site: "Ольха", session: { token: "t" }, link, memory });

/** A time so many seconds after NOW. */
export const at = (seconds: number): string => new Date(NOW + seconds * 1000).toISOString();

let rows = 0;

/** A waiting row of Moscow, unless told otherwise. */
export function row(more: Partial<Row> = {}): Row {
  rows += 1;
  const base = {
    conv: `c${rows}`,
    number: rows,
    rev: 1,
    state: "waiting",
    channel: "moscow",
    seq: 1,
  } as const;
  return {
    ...base,
    visitor: { name: "", city: "Казань", here: true },
    opened: at(0),
    updated: at(0),
    ...more,
  };
}

/** A row Anna holds. */
export const mine = (more: Partial<Row> = {}): Row => row({ state: "held", owner: ANNA, lock: 1, ...more });

/** An entry, a visitor's message unless told otherwise. */
export const entry = (seq: number, more: Partial<Event> = {}): Event => ({
  seq,
  kind: "message",
  by: VISITOR,
  ts: at(seq),
  body: `сообщение ${seq}`,
  ...more,
});

export const filter = (more: Partial<Filter> = {}): Filter => ({
  scope: "moscow",
  state: "open",
  mine: false,
  ...more,
});

/** Anna's console before anything has come. */
export const fresh = (more: Partial<Filter> = {}): State =>
  start(readerOf("anna", "operator"), filter(more), {});

/** A state after actions, in order. */
export const after = (state: State, ...actions: Action[]): State => actions.reduce(reduce, state);

export const frame = (it: ServerFrame, now = NOW): Action => ({ type: "frame", frame: it, now });
export const summary = (it: Row): Action => frame({ t: "summary", row: it });
export const inbox = (...all: Row[]): Action => ({ type: "inbox", rows: all, figures: [], last: true });

export const welcome = (more: Partial<Welcome> = {}): Action =>
  frame({
    t: "welcome",
    v: PROTOCOL,
    epoch: "e1",
    now: at(0),
    limits: { body: 100, frame: 1000 },
    herd_ms: 0,
    you: ANNA,
    ...more,
  });

/** A card of a visitor who reads his second page. */
export const card = (more: Partial<Card> = {}): Card => ({
  t: "card",
  rid: "r",
  conv: "c",
  visitor: "v",
  visit: {
    started: at(-600),
    here: true,
    on_site_ms: 600_000,
    pages: [
      { url: "https://olha.example/neva", title: "Нева", at: at(-60) },
      { url: "https://olha.example/", title: "Главная", at: at(-600), ms: 540_000 },
    ],
  },
  ...more,
});
