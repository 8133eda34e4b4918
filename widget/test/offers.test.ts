import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { Event, Row, Started } from "../../link/src/wire";
import { FakeSocket } from "../../link/test/fakes";
import type { Kid, View } from "../src/dom";
import { cities, type Help } from "../src/parts/more";
import type { Shell } from "../src/shell";

Object.assign(globalThis, { WebSocket: FakeSocket });

const store = await import("../src/panel/store");
const { log } = await import("../src/screens/log");

const MOSCOW = { id: "moscow", name: "Москва" };
const KAZAN = { id: "kazan", name: "Казань" };
const away = { ru: "Сейчас никого нет", en: "Nobody is here" };
const started = { token: "t", site: "Ольха", lang: "ru", channel: MOSCOW, away, people: { whom: "" } };
const kept: unknown[] = [];
const shell = {
  origin: "https://chat.example",
  name: "samovar:site",
  started: started as unknown as Started,
  recall: () => ({}),
  keep: (what: unknown) => kept.push(what),
  start: async () => started,
} as unknown as Shell;
store.begin(shell, () => {});

after(() => store.link.connection.stop("asked"));

const event = (seq: number, kind: string): Event =>
  ({
    seq,
    kind,
    by: { side: "visitor" },
    ts: "2026-11-28T00:00:00Z",
    data: { value: "+79991234567" },
  }) as Event;

/** What the log of a talk says in which nobody is there. */
function said(...events: Event[]): string {
  const row = { conv: "c", channel: "moscow", state: "waiting", opened: "", rev: 1 } as unknown as Row;
  store.set({ screen: "talk", conv: "c", rows: [row] });
  store.link.logs.known.set("c", { events, seen: {}, complete: true } as never);
  return JSON.stringify(log(() => {}));
}

test("contacts are asked for where nobody is there, and not again once they were left", () => {
  const asked = said(event(1, "message"));
  assert.match(asked, /Сейчас никого нет/);
  assert.match(asked, /Оставить контакты/);
  const left = said(event(1, "message"), event(2, "contact"));
  assert.match(left, /Сейчас никого нет/);
  assert.match(left, /\+79991234567/, "which ones were left");
  assert.doesNotMatch(left, /Оставить контакты/);
});

test("the list of cities ends with another one where somebody takes those, and remembers that", async () => {
  const rows = (other?: Started["other"]) => {
    const state = { started: { ...started, choose: [KAZAN, MOSCOW], other } };
    const help = { shell, state, set: () => {}, talk: () => {} } as unknown as Help;
    return (cities(help).kids.flat(9) as Kid[]).filter(Boolean) as View[];
  };
  assert.equal(rows().length, 2);
  const last = rows({ channel: MOSCOW, say: "none-of-the-list" }).at(-1) as View;
  assert.deepEqual(last.kids, ["Другой город"]);
  const { onclick } = last.props as { onclick: () => void };
  onclick();
  assert.deepEqual(kept.at(-1), { channel: "none-of-the-list" });
});
