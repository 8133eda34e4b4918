import assert from "node:assert/strict";
import { test } from "node:test";
import { alertOf, alertsOf, wordsOf } from "../src/alerts";
import { ANNA, after, at, entry, fresh, IVAN, inbox, mine, ROOMS, row, summary, welcome } from "./make";

const anna = { me: "anna", rooms: ROOMS, away: false, online: (id: string) => id === "ivan" };
const offer = { by: IVAN, to: ANNA, note: "Хочет смету", until: at(60) };

test("a new one that waits in an own channel calls, elsewhere or locked it does not", () => {
  assert.equal(alertOf(undefined, row(), anna)?.kind, "waiting");
  assert.equal(alertOf(undefined, row({ channel: "kazan" }), anna), null);
  assert.equal(alertOf(undefined, row({ locked: true }), anna), null);
  assert.equal(alertOf(undefined, row(), { ...anna, away: true }), null);
});

test("one that waits for its last owner calls him first, the others only when he is not here", () => {
  assert.equal(alertOf(undefined, row({ prefer: "ivan" }), anna), null);
  assert.equal(alertOf(undefined, row({ prefer: "anna" }), anna)?.kind, "waiting");
  assert.equal(alertOf(undefined, row({ prefer: "olga" }), anna)?.kind, "waiting");
});

test("it calls once: not for a second message, not for an older state", () => {
  const talk = row({ rev: 3 });
  assert.equal(alertOf(talk, { ...talk, rev: 4 }, anna), null);
  assert.equal(alertOf({ ...talk, state: "closed" }, { ...talk, rev: 3 }, anna), null);
});

test("what a colleague lets go calls, what one lets go oneself does not; a reopened one calls", () => {
  const talk = row({ rev: 9 });
  assert.equal(alertOf({ ...talk, rev: 8, state: "held", owner: IVAN }, talk, anna)?.kind, "waiting");
  assert.equal(alertOf({ ...talk, rev: 8, state: "held", owner: ANNA }, talk, anna), null);
  assert.equal(alertOf({ ...talk, rev: 8, state: "closed" }, talk, anna)?.kind, "waiting");
});

test("an offer calls once for each offer", () => {
  const talk = row({ rev: 2, state: "held", owner: IVAN, offer });
  assert.equal(alertOf(undefined, talk, anna)?.kind, "offer");
  assert.equal(alertOf({ ...talk, rev: 1 }, talk, anna), null);
  assert.equal(alertOf({ ...talk, rev: 1, offer: { ...offer, until: at(0) } }, talk, anna)?.kind, "offer");
  assert.equal(alertOf(undefined, talk, { ...anna, me: "olga" }), null);
});

test("a message in an own talk calls, an own answer and a message in a colleague's do not", () => {
  const talk = mine({ last: entry(4) });
  assert.equal(alertOf(talk, { ...talk, rev: 2, last: entry(5) }, anna)?.kind, "message");
  assert.equal(alertOf(talk, { ...talk, rev: 2, last: entry(5, { by: ANNA }) }, anna), null);
  assert.equal(alertOf(talk, { ...talk, rev: 2 }, anna), null);
  const his = row({ state: "held", owner: IVAN, last: entry(4) });
  assert.equal(alertOf(his, { ...his, rev: 2, last: entry(5) }, anna), null);
});

test("the first reading of the inbox is silent, what came during an absence is not", () => {
  const [old, young] = [row(), row()];
  const first = after(fresh(), welcome());
  assert.deepEqual(alertsOf(first, inbox(old), anna), []);
  const back = after(first, inbox(old), welcome());
  assert.deepEqual(
    alertsOf(back, inbox(old, young), anna).map(({ row: { conv } }) => conv),
    [young.conv],
  );
  assert.equal(alertsOf(first, summary(young), anna).length, 1);
});

test("the words say what, where, who and how it begins, and never run on", () => {
  const talk = row({ last: entry(1, { body: "Сколько стоит кухня? ".repeat(20) }) });
  const { title, body } = wordsOf({ kind: "waiting", row: talk }, ROOMS);
  assert.equal(title, "Новый чат, Москва");
  assert.match(body, /^Гость из Казани: Сколько стоит/);
  assert.equal(body.length, 90);
  const passed = wordsOf({ kind: "offer", row: row({ offer }) }, ROOMS);
  assert.deepEqual(passed, {
    title: "Иван передаёт вам чат",
    body: "«Хочет смету» · Гость из Казани · Москва",
  });
  const said = wordsOf({ kind: "message", row: mine({ visitor: { name: "Мария" }, last: entry(1) }) }, ROOMS);
  assert.deepEqual(said, { title: "Мария", body: "сообщение 1" });
});
