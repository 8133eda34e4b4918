import assert from "node:assert/strict";
import { test } from "node:test";
import type { Row } from "../../link/src/wire";
import { type Alert, causeOf, isHushed, Ledger, tellingOf, wordsOf } from "../src/notices/alerts";
import { ANNA, at, CHANNELS, entry, IVAN, mine, row } from "./make";

const anna = { me: "anna", channels: CHANNELS, away: false };
const offer = { by: IVAN, to: ANNA, note: "Хочет смету", until: at(60) };

const kind = (it: Row, who = anna) => causeOf(it, who)?.kind;
const cause = (it: Row): Alert => causeOf(it, anna) ?? assert.fail("no cause");

/** What rings as rows change, one state after another. */
function rings(ledger: Ledger, ...rows: Row[]): string[] {
  const untold = ledger.untold(rows.flatMap((each) => causeOf(each, anna) ?? []));
  for (const alert of untold) ledger.tell(tellingOf(alert));
  return untold.map((alert) => alert.kind);
}

test("a new one that waits in an own channel calls, elsewhere or locked it does not", () => {
  assert.equal(kind(row()), "waiting");
  assert.equal(kind(row({ channel: "kazan" })), undefined);
  assert.equal(kind(row({ locked: true })), undefined);
});

test("whoever joins a channel is called by what waits there", () => {
  const kazan = row({ channel: "kazan" });
  assert.equal(
    kind(kazan, { ...anna, channels: CHANNELS.map((channel) => ({ ...channel, member: true })) }),
    "waiting",
  );
});

test("one that waits for its last owner hushes the others, until the server says that it waits for all", () => {
  assert.equal(isHushed(cause(row({ prefer: "ivan" })), anna), true);
  assert.equal(isHushed(cause(row({ prefer: "anna" })), anna), false);
  assert.equal(isHushed(cause(row()), anna), false);
});

test("a break hushes what waits, but neither an offer nor an own visitor's message", () => {
  const away = { ...anna, away: true };
  assert.equal(isHushed(cause(row()), away), true);
  assert.equal(isHushed(cause(row({ state: "held", owner: IVAN, offer })), away), false);
  assert.equal(isHushed(cause(mine({ unread: 1, last: entry(5) })), away), false);
});

test("what could not be told stays untold, and is told later", () => {
  const [ledger, kept] = [new Ledger(), row({ prefer: "ivan" })];
  assert.deepEqual(ledger.untold([cause(kept)]).length, 1);
  assert.deepEqual(rings(ledger, { ...kept, prefer: "", rev: 2 }), ["waiting"]);
  assert.deepEqual(rings(ledger, { ...kept, prefer: "", rev: 3 }), []);
});

test("it calls once, and again when a colleague lets it go", () => {
  const [ledger, talk] = [new Ledger(), row()];
  assert.deepEqual(rings(ledger, talk), ["waiting"]);
  assert.deepEqual(rings(ledger, { ...talk, last: entry(2) }), []);
  assert.deepEqual(rings(ledger, { ...talk, state: "held", owner: IVAN, locked: true }), []);
  assert.deepEqual(rings(ledger, talk), ["waiting"]);
});

test("an offer calls once for each offer", () => {
  const [ledger, talk] = [new Ledger(), row({ state: "held", owner: IVAN, offer })];
  assert.deepEqual(rings(ledger, talk), ["offer"]);
  assert.deepEqual(rings(ledger, talk), []);
  assert.deepEqual(rings(ledger, { ...talk, offer: { ...offer, until: at(200) } }), ["offer"]);
  assert.equal(kind(talk, { ...anna, me: "olga" }), undefined);
});

test("each message in an own talk calls; an own answer, what is read and a colleague's do not", () => {
  const [ledger, talk] = [new Ledger(), mine({ unread: 1, last: entry(4) })];
  assert.deepEqual(rings(ledger, talk), ["message"]);
  assert.deepEqual(rings(ledger, { ...talk, unread: 2, last: entry(5) }), ["message"]);
  assert.equal(kind({ ...talk, last: entry(6, { by: ANNA }) }), undefined);
  assert.equal(kind({ ...talk, unread: 0 }), undefined);
  assert.equal(kind(row({ state: "held", owner: IVAN, unread: 1, last: entry(4) })), undefined);
});

test("an offer that came back calls whoever made it, once, and says who did not take it", () => {
  const returned = { by: IVAN, to: ANNA, how: "declined" } as const;
  const [ledger, talk] = [new Ledger(), mine({ returned })];
  assert.deepEqual(rings(ledger, talk), ["returned"]);
  assert.deepEqual(rings(ledger, talk), []);
  assert.equal(kind(talk, { ...anna, me: "olga" }), undefined);
  assert.equal(wordsOf(cause(talk), CHANNELS).title, "Иван не может принять чат");
});

test("what another tab has told is not told again, though its row comes here later", () => {
  const [ledger, talk] = [new Ledger(), row()];
  ledger.tell(tellingOf(cause(talk)));
  assert.deepEqual(ledger.untold([]), []);
  assert.deepEqual(rings(ledger, talk), []);
});

test("a ledger does not grow for ever", () => {
  const [ledger, first] = [new Ledger(), row()];
  ledger.tell(tellingOf(cause(first)));
  for (let n = 0; n < 1_000; n++) ledger.tell(`waiting ${n} `);
  assert.deepEqual(rings(ledger, first), ["waiting"]);
});

test("the words say what, where, who and how it begins, and never run on", () => {
  const talk = row({ last: entry(1, { body: "Сколько стоит кухня? ".repeat(20) }) });
  const { title, body } = wordsOf({ kind: "waiting", row: talk }, CHANNELS);
  assert.equal(title, "Новый чат, Москва");
  assert.match(body, /^Гость из Казани · [\d-]+: Сколько стоит/);
  assert.equal(body.length, 90);
  const passed = wordsOf({ kind: "offer", row: row({ number: 7, offer }) }, CHANNELS);
  assert.deepEqual(passed, {
    title: "Иван передаёт вам чат",
    body: "«Хочет смету» · Гость из Казани · 7 · Москва",
  });
  const said = wordsOf(
    { kind: "message", row: mine({ visitor: { name: "Мария" }, last: entry(1) }) },
    CHANNELS,
  );
  assert.deepEqual(said, { title: "Мария", body: "сообщение 1" });
  const many = mine({ visitor: { name: "Мария" }, unread: 3, last: entry(7) });
  assert.deepEqual(wordsOf(cause(many), CHANNELS), {
    title: "Мария: 3 новых сообщения",
    body: "сообщение 7",
  });
});
