import assert from "node:assert/strict";
import { test } from "node:test";
import type { Row } from "../../link/src/wire";
import { afterSending } from "../src/conversation/composer";
import { newsOf } from "../src/desk/moves";
import { reduce } from "../src/desk/reduce";
import type { Action, State } from "../src/desk/state";
import { ANNA, after, at, frame, fresh, IVAN, inbox, mine, summary, welcome } from "./make";

const held = mine({ visitor: { name: "Мария" } });
const anna = after(fresh(), welcome(), inbox(held));
const told = (was: State, action: Action) => newsOf(was, reduce(was, action), action).map(({ text }) => text);
const later = (more: Partial<Row>): Row => ({ ...held, rev: 9, ...more });

test("whose talk an administrator takes is told who has it", () => {
  assert.deepEqual(told(anna, summary(later({ owner: IVAN, locked: true }))), [
    "Чат теперь ведёт Иван: Мария",
  ]);
});

test("it is told after an absence, too", () => {
  const back = after(anna, welcome());
  assert.deepEqual(told(back, inbox(later({ owner: IVAN, locked: true }))), ["Чат теперь ведёт Иван: Мария"]);
});

test("whoever offered hears that it was taken", () => {
  const offer = { by: ANNA, to: IVAN, note: "", until: at(60) };
  const offering = after(anna, summary(later({ offer, rev: 2 })));
  assert.deepEqual(told(offering, summary(later({ owner: IVAN, locked: true }))), [
    "Иван продолжит чат: Мария",
  ]);
});

test("what was moved or put back by somebody else is told, one's own doing is not", () => {
  const gone = frame({ t: "gone", conv: held.conv });
  const waits = summary(later({ state: "waiting", owner: null }));
  for (const action of [gone, waits]) {
    assert.deepEqual(told(anna, action), ["Чат больше не у вас: Мария"]);
    const own = after(anna, { type: "busy", conv: held.conv, name: "move" });
    assert.deepEqual(told(own, action), []);
  }
  assert.deepEqual(told(anna, summary(later({ state: "closed" }))), []);
});

test("an offer that came back is told once", () => {
  const returned = { by: IVAN, to: ANNA, how: "expired" } as const;
  const back = summary(later({ returned }));
  assert.deepEqual(told(anna, back), ["Чат вернулся, ответа нет минуту: Иван. Мария"]);
  assert.deepEqual(told(after(anna, back), summary(later({ returned, rev: 10 }))), []);
});

test("after a note one replies again, and the first reply asks before it goes to the visitor", () => {
  assert.deepEqual(afterSending({ text: "своим", kind: "note" }), { text: "", kind: "message", wary: true });
  assert.deepEqual(afterSending({ text: "всем", kind: "message" }), {
    text: "",
    kind: "message",
    wary: false,
  });
});
