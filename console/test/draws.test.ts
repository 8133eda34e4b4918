import assert from "node:assert/strict";
import { after, test } from "node:test";
import { h, render } from "preact";
import { World } from "../../link/test/fakes";
import { App } from "../src/app/app";
import { Card } from "../src/card/card";
import { Bar } from "../src/conversation/bar";
import { Composer } from "../src/conversation/composer";
import { Log } from "../src/conversation/log";
import type { Desk } from "../src/desk/desk";
import { Memory } from "../src/desk/memory";
import { List } from "../src/inbox/list";
import { ConvRow } from "../src/inbox/row";
import { WaitCard } from "../src/inbox/waiting";
import type { Bell } from "../src/notices/bell";
import { same } from "../src/ui/same";
import { ANNA, at, CHANNELS, deskOf, entry, frame, IVAN, inbox, mine, NOW, row, summary } from "./make";
import { draws, quiet, root } from "./page";

const ONE = mine({ conv: "one", visitor: { name: "Мария", here: true } });
const ANOTHER = mine({ conv: "another", visitor: { name: "Олег", here: true } });
const WAITING = row({ conv: "waiting", visitor: { name: "Вера", here: true } });
const COLLEAGUES = Array.from({ length: 497 }, () => row({ state: "held", owner: IVAN, locked: true }));

/** Anna's console with 500 talks, one of them open. */
async function opened(): Promise<Desk> {
  const world = new World();
  const memory = new Memory(null, "anna");
  const desk = deskOf(world.link, memory);
  await world.start({ you: ANNA, now: at(0) });
  desk.dispatch(frame({ t: "people", people: [], channels: CHANNELS }));
  desk.dispatch(inbox(ONE, ANOTHER, WAITING, ...COLLEAGUES));
  desk.place.go({ conv: "one", card: false });
  await world.follow("one", [entry(1)]);
  render(h(App, { desk, bell: {} as Bell }), root as never);
  await quiet();
  return desk;
}

const desk = await opened();
after(() => render(null, root as never));
const [LIST, ROWS, WAITS, LOG, CARD, BAR, COMPOSER] = [List, ConvRow, WaitCard, Log, Card, Bar, Composer];
const PANES = [ROWS, WAITS, LOG, CARD, BAR, COMPOSER];

test("the whole console stands there", () => {
  for (const words of ["Мария", "Олег", "Вера", "сообщение 1"]) assert.match(root.text, new RegExp(words));
});

test("a row that changes is drawn, and no other; nor the log, the card, the head, the composer", async () => {
  const changed = summary({ ...ANOTHER, rev: 2, last: entry(2, { body: "А доставка?" }) as never });
  assert.deepEqual(await draws(() => desk.dispatch(changed), ...PANES), [1, 0, 0, 0, 0, 0]);
  assert.match(root.text, /А доставка\?/);
});

test("a waiting one that changes is drawn, and no other", async () => {
  const changed = summary({ ...WAITING, rev: 2, question: "Есть ли дуб?" });
  assert.deepEqual(await draws(() => desk.dispatch(changed), ...PANES), [0, 1, 0, 0, 0, 0]);
  assert.match(root.text, /Есть ли дуб\?/);
});

test("whoever types is shown in one row", async () => {
  const by = { side: "visitor", name: "Олег" } as const;
  const typing = frame({ t: "eph", kind: "typing", conv: "another", by });
  assert.deepEqual(await draws(() => desk.dispatch(typing), LIST, ...PANES), [0, 1, 0, 0, 0, 0, 0]);
  assert.deepEqual(
    await draws(() => desk.dispatch({ type: "tick", now: NOW + 60_000 }), LIST, ...PANES),
    [0, 1, 0, 0, 0, 0, 0],
  );
});

test("a key in the composer draws the composer alone", async () => {
  const typed = { type: "draft", conv: "one", draft: { text: "Здра", kind: "message" } } as const;
  assert.deepEqual(await draws(() => desk.dispatch(typed), LIST, ...PANES), [0, 0, 0, 0, 0, 0, 1]);
});

test("a message of the open talk draws the log, and not the list", async () => {
  const log = desk.link.logs.get("one");
  const come = () => log?.apply(entry(2, { body: "И ещё вопрос" }));
  assert.deepEqual(await draws(come, LOG), [0], "nobody has told of it yet");
  assert.deepEqual(await draws(() => desk.link.say({ conv: "one", body: "Да" }), LIST, ROWS, LOG), [0, 0, 1]);
  assert.match(root.text, /И ещё вопрос.*Да/s);
});

test("a change that nobody shows draws nothing", async () => {
  assert.deepEqual(await draws(() => desk.changed(), LIST, ...PANES), [0, 0, 0, 0, 0, 0, 0]);
});

test("a slice is the same where its parts are; maps, sets and what has a class only where they are the very same", () => {
  assert.ok(same([1, "a", ONE], [1, "a", ONE]));
  assert.ok(same({ row: ONE, open: true }, { row: ONE, open: true }));
  assert.ok(!same({ row: ONE }, { row: { ...ONE } }));
  assert.ok(!same([ONE], [ONE, ANOTHER]));
  assert.ok(!same({ a: undefined }, { b: undefined }));
  assert.ok(!same(new Map(), new Map()));
  assert.ok(!same(null, {}));
});
