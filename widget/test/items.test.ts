import assert from "node:assert/strict";
import { test } from "node:test";
import type { Pending } from "../../link/src/outbox/pending";
import type { Event } from "../../link/src/wire";
import { itemsOf } from "../src/screens/items";

const TODAY = new Date().toISOString();
const YESTERDAY = new Date(Date.now() - 86_400_000).toISOString();
const ANNA = { id: "a", side: "operator", name: "Анна Соколова", grammar: "she" } as const;
const IVAN = { id: "i", side: "operator", name: "Иван Ветров", grammar: "he" } as const;
const ME = { id: "v", side: "visitor" } as const;

let seq = 0;
const event = (more: Partial<Event>): Event => ({
  seq: ++seq,
  kind: "message",
  by: ANNA,
  ts: TODAY,
  body: "б",
  ...more,
});

function pending(cid: string, state: Pending["state"]): Pending {
  return { cid, body: "б", at: Date.now(), state, reason: "", retriable: true, until: 0, seq: 0 };
}

const items = (events: Event[], unsent: Pending[] = [], operator = 0) =>
  itemsOf(events, unsent, { operator }).slice(1);

test("a day begins with its chip", () => {
  const all = itemsOf([event({ ts: YESTERDAY }), event({}), event({})], [], {});
  assert.deepEqual(
    all.map(({ side }) => side),
    ["day", "in", "day", "in", "in"],
  );
  assert.deepEqual([all[0]?.text, all[2]?.text], ["Вчера", "Сегодня"]);
});

test("a talk of another year says which", () => {
  assert.equal(itemsOf([event({ ts: "2019-03-08T12:00:00Z" })], [], {})[0]?.text, "8 марта 2019");
});

test("runs: the tail is on the last bubble, the gap before the first of a turn", () => {
  const all = items([event({}), event({}), event({ by: ME }), event({ by: IVAN })]);
  assert.deepEqual(
    all.map(({ tail }) => tail),
    ["", "tail", "tail", "tail"],
  );
  assert.deepEqual(
    all.map(({ gap }) => gap),
    ["", "", "gap", "gap"],
  );
});

test("two operators in a row are two runs", () => {
  assert.deepEqual(
    items([event({}), event({ by: IVAN })]).map(({ tail }) => tail),
    ["tail", "tail"],
  );
});

test("his own messages are sent, then read", () => {
  const first = event({ by: ME });
  assert.deepEqual(
    items([first, event({ by: ME })], [], first.seq).map(({ sign }) => sign),
    ["read", "sent"],
  );
});

test("unsent messages stand last: waiting, sending alike, sent, failed", () => {
  const unsent = (["waiting", "sending", "sent", "failed"] as const).map((state) => pending(state, state));
  assert.deepEqual(
    items([], unsent).map(({ sign }) => sign),
    ["waiting", "waiting", "sent", "failed"],
  );
});

test("a message keeps its key when its entry arrives", () => {
  assert.equal(items([], [pending("c1", "sending")])[0]?.key, items([event({ by: ME, cid: "c1" })])[0]?.key);
});

test("lines of the log speak, names in their gender; an unknown kind is a neutral line", () => {
  const kinds = [
    ["claimed", ANNA],
    ["claimed", IVAN],
    ["reopened", ME],
    ["rated", ME],
  ] as const;
  const texts = items(kinds.map(([kind, by]) => event({ kind, by }))).map(({ text }) => text);
  assert.deepEqual(texts, [
    "Анна подключилась",
    "Иван подключился",
    "Разговор продолжается",
    "Новое событие",
  ]);
  assert.match(items([event({ kind: "closed" })])[0]?.text ?? "", /^Разговор завершён в \d\d:\d\d$/);
});

test("the greeting is a bubble of whoever said it, an operator or the channel", () => {
  const [said] = items([event({ kind: "greeting", body: "Чем помочь?" })]);
  assert.deepEqual([said?.side, said?.by?.name, said?.text], ["in", "Анна Соколова", "Чем помочь?"]);
  const [channel] = items([event({ kind: "greeting", by: { side: "system" }, data: { name: "Москва" } })]);
  assert.deepEqual([channel?.side, channel?.by?.name], ["in", "Москва"]);
});
