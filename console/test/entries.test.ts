import assert from "node:assert/strict";
import { test } from "node:test";
import type { Pending } from "../../link/src/operator-client";
import { type Item, items } from "../src/conversation/entries";
import { noteOf, systemLine } from "../src/conversation/system-lines";
import { ANNA, at, entry, IVAN, VISITOR } from "./make";

const seen = { visitor: 4, operator: 0 };
const pending = (more: Partial<Pending> = {}): Pending => ({
  cid: "p1",
  conv: "c",
  kind: "message",
  body: "жду связи",
  lock: 1,
  at: 0,
  state: "waiting",
  reason: "",
  retriable: true,
  until: 0,
  seq: 0,
  ...more,
});
const kinds = (all: Item[]) => all.map(({ kind }) => kind);
const shape = (all: Item[]) =>
  all.flatMap((item) =>
    item.kind === "message" || item.kind === "pending"
      ? `${item.first ? "<" : ""}${item.last ? ">" : ""}`
      : [],
  );

test("a heading starts each day", () => {
  const all = items([entry(1), entry(2), entry(3, { ts: at(2 * 86_400) })], seen, [], "anna");
  assert.deepEqual(kinds(all), ["day", "message", "message", "day", "message"]);
});

test("bubbles of one author run together until somebody else, a note or a line comes between", () => {
  const events = [
    entry(1),
    entry(2),
    entry(3, { by: ANNA }),
    entry(4, { kind: "note", by: ANNA }),
    entry(5, { by: ANNA }),
    entry(6, { by: IVAN }),
  ];
  assert.deepEqual(shape(items(events, seen, [], "anna")), ["<", ">", "<>", "<>", "<>"]);
});

test("what is not sent yet continues one's own run at the end", () => {
  const all = items([entry(1, { by: ANNA })], seen, [pending(), pending({ cid: "p2" })], "anna");
  assert.deepEqual(shape(all), ["<", "", ">"]);
  assert.deepEqual(kinds(all), ["day", "message", "pending", "pending"]);
});

test("only an answer up to the visitor's mark is read", () => {
  const all = items([entry(3), entry(4, { by: ANNA }), entry(5, { by: ANNA })], seen, [], "anna");
  assert.deepEqual(
    all.flatMap((item) => (item.kind === "message" ? item.read : [])),
    [false, true, false],
  );
});

test("a claim tells how long the visitor had waited since he began to", () => {
  const claim = (seq: number) => entry(seq, { kind: "claimed", by: ANNA, ts: at(seq) });
  const events = [
    entry(1),
    entry(2),
    claim(19),
    entry(20, { kind: "closed", by: ANNA }),
    entry(30),
    claim(95),
  ];
  const waits = items(events, seen, [], "anna").flatMap((item) => (item.kind === "line" ? item.waited : []));
  assert.deepEqual(waits, [18_000, null, 65_000]);
  assert.equal(systemLine(claim(19), "anna", 18_000), "Вы приняли чат через 18 с");
  assert.equal(systemLine(claim(95), "anna", 65_000), "Вы приняли чат через 1 минуту");
  assert.equal(systemLine(claim(19), "anna", null), "Чат ведёте вы");
  assert.equal(systemLine(claim(19), "ivan", 18_000), "Чат ведёт Анна");
});

const line = (kind: string, by = ANNA, data: Record<string, unknown> = {}) =>
  systemLine(entry(1, { kind, by, data }), "anna", null);

test("a missed talk says why it was", () => {
  const missed = (reason: string) => line("missed", { side: "system" } as typeof ANNA, { reason });
  assert.equal(missed("nobody_online"), "Пропущен: никого не было на связи");
  assert.equal(missed("outside_hours"), "Пропущен: написали в нерабочее время");
  assert.equal(missed("nobody_claimed"), "Пропущен: никто не взял");
  assert.equal(missed("claimed_silent"), "Пропущен: взяли, но не ответили");
});

test("each kind of entry has its words, also a kind of tomorrow", () => {
  assert.equal(line("transferred", ANNA, { step: "offered", to: IVAN }), "Вы передаёте чат: Иван");
  assert.equal(line("transferred", IVAN, { step: "offered", to: ANNA }), "Иван передаёт чат: Анна");
  assert.equal(line("transferred", IVAN, { step: "declined", to: IVAN }), "Иван не может принять чат");
  assert.match(line("transferred", IVAN, { step: "expired", to: IVAN }), /^Ответа нет минуту: Иван/);
  assert.equal(
    line("moved", ANNA, { from: "Москва", to: "Казань" }),
    "Чат переходит из канала «Москва» в канал «Казань»",
  );
  assert.equal(line("released"), "Вы вернули чат в очередь");
  assert.match(line("released", { side: "system" }, { reason: "owner_offline" }), /^Связь с ведущим пропала/);
  assert.equal(line("closed", IVAN), "Иван закрывает чат");
  assert.equal(line("closed", VISITOR), "Посетитель завершил чат");
  assert.equal(line("reopened"), "Вы открыли чат снова");
  assert.equal(line("reopened", VISITOR), "Посетитель пишет снова, чат открыт");
  assert.match(line("card", IVAN, { field: "city", was: "Москва", now: "Химки" }), /город — Москва → Химки$/);
  assert.match(line("card", ANNA, { field: "name", was: "", now: "Мария" }), /имя — Мария$/);
  assert.equal(systemLine(entry(1, { kind: "rated", body: "" }), "anna", null), "Новое событие в чате");
});

test("a transfer's note is shown, another entry's data is not", () => {
  assert.equal(noteOf(entry(1, { kind: "transferred", data: { note: "смета" } })), "смета");
  assert.equal(noteOf(entry(1, { kind: "closed", data: { note: "смета" } })), "");
  assert.equal(noteOf(entry(1, { kind: "moved", data: { note: 5 } })), "");
});
