import assert from "node:assert/strict";
import { test } from "node:test";
import type { Row } from "../../link/src/wire";
import { STARTED } from "../../link/test/fakes";
import { blank, entered, mayWrite, openRow, talking, unreadOf, withRow } from "../src/panel/state";

const NOW = Date.parse("2026-11-22T12:00:00Z");

function row(conv: string, more: Partial<Row> = {}): Row {
  const number = Number(conv.replace(/\D/g, "")) || 1;
  return { conv, number, rev: 1, state: "held", channel: "m", seq: 1, opened: "", updated: "", ...more };
}

const closed = (conv: string, ago: number) =>
  row(conv, { state: "closed", closed: new Date(NOW - ago * 60_000).toISOString() });

test("the window opens on the talk that goes on", () => {
  const state = { ...blank(STARTED), rows: [closed("c2", 1), row("c1")] };
  assert.deepEqual([entered(state, NOW).screen, entered(state, NOW).conv], ["talk", "c1"]);
});

test("a talk closed within the hour may be taken up again, an older one is read at home", () => {
  const fresh = { ...blank(STARTED), rows: [closed("c1", 59)] };
  assert.deepEqual([entered(fresh, NOW).screen, entered(fresh, NOW).conv], ["talk", "c1"]);
  const old = { ...blank(STARTED), rows: [closed("c1", 61)] };
  assert.deepEqual([entered(old, NOW).screen, entered(old, NOW).conv], ["home", ""]);
});

test("how long a closed talk may be taken up again is the site's to say", () => {
  const state = { ...blank({ ...STARTED, reopen_ms: 300_000 }), conv: "c1" };
  assert.equal(mayWrite({ ...state, rows: [closed("c1", 4)] }, NOW), true);
  assert.equal(mayWrite({ ...state, rows: [closed("c1", 6)] }, NOW), false);
});

test("without any talk it opens on a new question, or on the cities where none is known", () => {
  assert.equal(entered(blank(STARTED), NOW).screen, "talk");
  const { channel: _, ...unknown } = STARTED;
  const choose = [
    { id: "m", name: "Москва" },
    { id: "k", name: "Казань" },
  ];
  assert.equal(entered(blank({ ...unknown, choose }), NOW).screen, "cities");
});

test("a visitor may write in the open talk, not in an old one beside it", () => {
  const state = { ...blank(STARTED), rows: [row("c2"), closed("c1", 10)] };
  assert.equal(mayWrite(talking(state, "c2"), NOW), true);
  assert.equal(mayWrite(talking(state, "c1"), NOW), false);
  assert.equal(mayWrite(talking(state, ""), NOW), false);
});

test("the newest state of a row wins, rows stand newest first", () => {
  const begun = (minute: number) => ({ opened: new Date(NOW + minute * 60_000).toISOString() });
  const rows = [row("c3", begun(3)), row("c1", begun(1))];
  assert.deepEqual(
    withRow(rows, row("c2", { ...begun(2), number: 9 })).map(({ conv }) => conv),
    ["c3", "c2", "c1"],
  );
  assert.equal(withRow(rows, row("c1", { ...begun(1), rev: 2, unread: 4 }))[1]?.unread, 4);
  assert.equal(withRow(rows, row("c1", { rev: 0, unread: 4 })), rows);
});

test("unread messages of all talks add up", () => {
  assert.equal(unreadOf([row("c1", { unread: 2 }), row("c2"), row("c3", { unread: 1 })]), 3);
});

test("one row is open at most", () => {
  assert.equal(
    openRow({ ...blank(STARTED), rows: [closed("c2", 5), row("c1", { state: "waiting" })] })?.conv,
    "c1",
  );
});
