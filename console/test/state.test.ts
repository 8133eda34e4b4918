import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ANNA,
  after,
  at,
  CHANNELS,
  card,
  entry,
  frame,
  fresh,
  inbox,
  mine,
  NOW,
  row,
  summary,
  VISITOR,
  welcome,
} from "./make";

test("the newest state of a row wins, whatever comes first", () => {
  const [old, young] = [row({ conv: "a", rev: 4 }), row({ conv: "a", rev: 5, state: "closed" })];
  assert.equal(after(fresh(), summary(young), summary(old)).rows.get("a")?.rev, 5);
  assert.equal(after(fresh(), summary(young), inbox(old)).rows.get("a")?.rev, 5);
  assert.equal(after(fresh(), summary(old), summary(young)).rows.get("a")?.state, "closed");
});

test("after a reconnect what the list no longer holds is gone, what changed meanwhile stays", () => {
  const [stays, leaves, comes] = [row(), row(), row()];
  const lost = after(fresh(), welcome(), inbox(stays, leaves), welcome());
  assert.equal(lost.inbox, "reading");
  assert.equal(lost.rows.size, 2);
  const back = after(lost, summary(comes), inbox(stays));
  assert.deepEqual([...back.rows.keys()].sort(), [stays.conv, comes.conv].sort());
  assert.equal(back.inbox, "whole");
});

test("what a new connection says of a row is newer than all that was said before", () => {
  const offer = { by: ANNA, to: ANNA, until: at(60) };
  const known = after(fresh(), welcome(), inbox(row({ conv: "a", rev: 9, state: "held", offer })));
  const back = after(known, welcome(), inbox(row({ conv: "a", rev: 5, state: "held", locked: true })));
  assert.equal(back.rows.get("a")?.locked, true);
});

test("what went while a list was read is not brought back by it, but by news of itself", () => {
  const talk = row({ rev: 4 });
  const left = after(fresh(), welcome(), inbox(talk), frame({ t: "gone", conv: talk.conv }), inbox(talk));
  assert.equal(left.rows.size, 0);
  assert.equal(after(left, summary({ ...talk, rev: 5 })).rows.size, 1);
  assert.equal(after(left, welcome(), inbox(talk)).rows.size, 1);
});

test("rows are confirmed page by page; nothing goes before the last page", () => {
  const [first, second] = [row(), row()];
  const again = after(fresh(), welcome(), inbox(first, second), welcome(), {
    type: "inbox",
    rows: [first],
    figures: [],
    last: false,
  });
  assert.equal(again.rows.size, 2);
  assert.equal(after(again, { type: "inbox", rows: [second], figures: [], last: true }).rows.size, 2);
});

test("another epoch clears everything that was known", () => {
  const state = after(fresh(), welcome(), inbox(row()), { type: "card", conv: "c", card: card() });
  const rewound = after(state, welcome({ epoch: "e2" }));
  assert.equal(rewound.rows.size, 0);
  assert.equal(rewound.cards.size, 0);
});

test("welcome tells the limit of a message", () => {
  const state = after(fresh(), welcome());
  assert.equal(state.limits.body, 100);
});

test("a row that moved away leaves with its card, and its place says so", () => {
  const talk = mine();
  const state = after(fresh(), inbox(), summary(talk), {
    type: "card",
    conv: talk.conv,
    card: card(),
  });
  const gone = after(state, frame({ t: "gone", conv: talk.conv }));
  assert.equal(gone.rows.size, 0);
  assert.equal(gone.cards.size, 0);
  assert.equal(gone.troubles.get(talk.conv), "gone");
});

test("typing fades after five seconds, or when the message has come", () => {
  const talk = mine({ last: entry(3) });
  const typing = after(
    fresh(),
    summary(talk),
    frame({ t: "eph", kind: "typing", conv: talk.conv, by: VISITOR }),
  );
  assert.equal(typing.typing.size, 1);
  assert.equal(after(typing, { type: "tick", now: NOW + 4_900 }).typing.size, 1);
  assert.equal(after(typing, { type: "tick", now: NOW + 5_000 }).typing.size, 0);
  assert.equal(after(typing, summary({ ...talk, rev: 2, last: entry(4) })).typing.size, 0);
  assert.equal(after(typing, summary({ ...talk, rev: 2, last: entry(4, { by: ANNA }) })).typing.size, 1);
});

test("a visitor's coming and going shows in his row and card", () => {
  const talk = mine();
  const known = after(fresh(), summary(talk), { type: "card", conv: talk.conv, card: card() });
  const away = after(known, frame({ t: "eph", kind: "presence", conv: talk.conv, here: false }));
  assert.equal(away.rows.get(talk.conv)?.visitor?.here, false);
  assert.equal(away.cards.get(talk.conv)?.card?.visit?.here, false);
});

test("people bring the channels, and the scope settles on one that exists", () => {
  const state = after(fresh({ scope: "" }), frame({ t: "people", people: [], channels: CHANNELS }));
  assert.equal(state.filter.scope, "moscow");
  assert.equal(state.channels.length, 2);
});

test("a card that failed keeps what was known, and a locked one forgets it", () => {
  const known = after(fresh(), { type: "card", conv: "c", card: card() });
  const failed = after(known, { type: "card", conv: "c", card: null });
  assert.equal(failed.cards.get("c")?.failed, true);
  assert.equal(failed.cards.get("c")?.card?.visitor, "v");
  assert.equal(after(failed, { type: "locked", conv: "c" }).cards.size, 0);
});

test("a command under way is known by its conversation", () => {
  const busy = after(fresh(), { type: "busy", conv: "c", name: "claim" });
  assert.equal(busy.busy.get("c"), "claim");
  assert.equal(after(busy, { type: "busy", conv: "c", name: null }).busy.size, 0);
});

test("an alarm lasts until its end is told, or until a new connection that knows of none", () => {
  const alarm = { t: "alarm", since: at(0), clients: 2, conversations: 1 } as const;
  const alarmed = after(fresh(), welcome(), frame(alarm));
  assert.deepEqual(alarmed.alarm, alarm);
  assert.equal(after(alarmed, frame({ t: "alarm" })).alarm, null);
  assert.equal(after(alarmed, welcome()).alarm, null);
});

test("limits that visitors wait for are known until the next connection", () => {
  const held = { t: "held", limit: "messages_per_day", people: 2, until: at(60) } as const;
  const state = after(fresh(), frame(held), frame({ ...held, people: 3 }));
  assert.deepEqual([...state.held.values()], [{ ...held, people: 3 }]);
  assert.equal(after(state, welcome()).held.size, 0);
});

test("whoever becomes a senior or is one no longer is taken for that from the next list of people on", () => {
  const people = (role: string) =>
    frame({ t: "people", people: [{ ...ANNA, id: "anna", name: "Анна", role }], channels: [] });
  const senior = after(fresh(), people("senior"));
  assert.deepEqual(senior.reader, { id: "anna", administrator: false, overseer: true });
  assert.equal(after(senior, people("operator")).reader.overseer, false);
  assert.equal(after(fresh(), people("administrator")).reader.administrator, true);
});
