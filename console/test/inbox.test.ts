import assert from "node:assert/strict";
import { test } from "node:test";
import type { Row } from "../../link/src/wire";
import { calling, count, heldBy } from "../src/desk/counts";
import { MINE, passes, startScope, waitingOf } from "../src/desk/filter";
import { awaiting, called, isReadable, mayPass, readerOf, rowName } from "../src/desk/rows";
import { figure, groups } from "../src/inbox/groups";
import { ANNA, after, at, CHANNELS, filter, frame, fresh, IVAN, mine, row, summary } from "./make";

const offer = { by: IVAN, to: ANNA, until: at(60) };

const GONE = { name: "", city: "Казань", here: false };
const shownOf = (rows: Row[]) =>
  groups(rows, filter(), "anna").map(({ role, rows: some }) => [role, some.map(({ conv }) => conv)]);

test("open rows stand in groups: offers, own ones, those who wait, those who have left, colleagues'", () => {
  const rows = [
    row({ conv: "late", waiting: at(20) }),
    row({ conv: "early", waiting: at(5) }),
    row({ conv: "gone", waiting: at(1), visitor: GONE }),
    mine({ conv: "mine" }),
    row({ conv: "his", state: "held", owner: IVAN, locked: true }),
    row({ conv: "offered", state: "held", owner: IVAN, offer }),
    row({ conv: "closed", state: "closed" }),
  ];
  assert.deepEqual(shownOf(rows), [
    ["offered", ["offered"]],
    ["mine", ["mine"]],
    ["waiting", ["early", "late"]],
    ["left", ["gone"]],
    ["colleagues", ["his"]],
  ]);
});

test("of one's own, who waits longest on the site leads, then who left unanswered, then the answered", () => {
  const rows = [
    mine({ conv: "answered long ago", updated: at(1) }),
    mine({ conv: "answered", updated: at(9) }),
    mine({ conv: "waits", waiting: at(8), updated: at(8) }),
    mine({ conv: "waits longest", waiting: at(3), updated: at(30) }),
    mine({ conv: "left", waiting: at(0), visitor: GONE }),
  ];
  assert.deepEqual(shownOf(rows), [
    ["mine", ["waits longest", "waits", "left", "answered", "answered long ago"]],
  ]);
});

test("the copper button and key A are for those on the site", () => {
  const rows = [row({ conv: "gone", waiting: at(0), visitor: GONE }), row({ conv: "here", waiting: at(60) })];
  assert.deepEqual(
    waitingOf(rows).map(({ conv }) => conv),
    ["here"],
  );
});

test("a visitor who comes back waits again, one who leaves joins those who left", () => {
  const talk = row({ conv: "c" });
  const told = (here: boolean) =>
    after(fresh(), summary(talk), frame({ t: "eph", kind: "presence", conv: "c", here }));
  assert.deepEqual(shownOf([...told(false).rows.values()]), [["left", ["c"]]]);
  assert.deepEqual(shownOf([...told(true).rows.values()]), [["waiting", ["c"]]]);
});

test("guests without a name are told apart by their number", () => {
  assert.equal(rowName(row({ number: 4821703 })), "Гость из Казани · 482-17-03");
  assert.equal(rowName(row({ visitor: { name: "Мария" } })), "Мария");
});

test("a heading shows the server's figure while rows are still being read, then what there is", () => {
  const [group] = groups([row()], filter(), "anna");
  assert.ok(group);
  const figures = [{ channel: "moscow", waiting: 60, left: 2 }];
  assert.equal(figure(group, "moscow", figures, false), 58);
  assert.equal(figure(group, "moscow", figures, true), 1);
  assert.equal(figure(group, MINE, figures, false), 1);
});

test("closed and all stand by day, newest first", () => {
  const rows = [
    row({ conv: "a", state: "closed", updated: at(0) }),
    row({ conv: "b", state: "closed", updated: at(-3 * 86_400) }),
    row({ conv: "c", state: "closed", updated: at(60) }),
    row({ conv: "open", updated: at(90) }),
  ];
  const shown = (state: "closed" | "all") =>
    groups(rows, filter({ state }), "anna").map((group) => group.rows.map(({ conv }) => conv));
  assert.deepEqual(shown("closed"), [["c", "a"], ["b"]]);
  assert.deepEqual(shown("all"), [["open", "c", "a"], ["b"]]);
});

test("another channel's rows do not show, own ones do in «Мои чаты»", () => {
  const kazan = mine({ channel: "kazan" });
  assert.equal(passes(kazan, filter(), "anna"), false);
  assert.equal(passes(kazan, filter({ scope: MINE }), "anna"), true);
  assert.equal(passes(row(), filter({ scope: MINE }), "anna"), false);
  assert.equal(passes(row({ prefer: "anna" }), filter({ scope: MINE }), "anna"), true);
});

test("only mine keeps held ones, closed ones held last, and offers", () => {
  const only = filter({ state: "all", mine: true });
  assert.equal(passes(mine(), only, "anna"), true);
  assert.equal(passes(row({ state: "closed", owner: ANNA }), only, "anna"), true);
  assert.equal(passes(row({ state: "closed", owner: IVAN }), only, "anna"), false);
  assert.equal(passes(row({ state: "held", owner: IVAN, offer, channel: "kazan" }), only, "anna"), true);
  assert.equal(passes(row(), only, "anna"), false);
});

test("the rail counts what asks for an answer, read or not, else what is open", () => {
  const rows = [
    row(),
    mine({ unread: 2 }),
    mine({ waiting: at(0), unanswered: 1 }),
    mine(),
    row({ state: "held", owner: IVAN, locked: true }),
  ];
  assert.deepEqual(count(rows, "moscow", "anna"), { urgent: 3, open: 5 });
  assert.deepEqual(count(rows, "kazan", "anna"), { urgent: 0, open: 0 });
});

test("the title counts own channels and offers, never another city", () => {
  const rows = [
    row(),
    row({ channel: "kazan" }),
    row({ state: "held", owner: IVAN, offer }),
    mine({ unread: 1 }),
  ];
  assert.equal(calling(rows, CHANNELS, "anna"), 2);
  assert.equal(waitingOf(rows).length, 2);
});

test("a console starts where it was, else in one's first channel", () => {
  assert.equal(startScope(CHANNELS, ""), "moscow");
  assert.equal(startScope(CHANNELS, "kazan"), "kazan");
  assert.equal(startScope(CHANNELS, "gone"), "moscow");
  assert.equal(startScope(CHANNELS, MINE), MINE);
  assert.equal(startScope([], "gone"), MINE);
});

test("only one's own, closed ones and nothing locked may be read; an administrator reads all", () => {
  const anna = readerOf("anna", "operator");
  assert.equal(isReadable(mine(), anna), true);
  assert.equal(isReadable(row(), anna), false);
  assert.equal(isReadable(row({ state: "closed" }), anna), true);
  assert.equal(isReadable(row({ state: "closed", locked: true }), anna), false);
  assert.equal(isReadable(row(), readerOf("x", "administrator")), true);
});

test("an own talk counts what is not answered, read or not; other talks count nothing", () => {
  assert.equal(awaiting(mine({ unread: 0, unanswered: 2 }), "anna"), 2);
  assert.equal(awaiting(mine({ unread: 3, unanswered: 1 }), "anna"), 3);
  assert.equal(awaiting(mine(), "anna"), 0);
  assert.equal(awaiting(row({ unread: 2, unanswered: 2 }), "anna"), 0);
});

test("the owner passes a talk on, or who oversees the channel in the owner's place; nobody what waits", () => {
  const [anna, ivan] = [readerOf("anna", "operator"), readerOf("ivan", "operator")];
  const marina = readerOf("marina", "senior");
  assert.deepEqual(
    [anna, ivan, marina].map((reader) => [mayPass(mine(), reader), mayPass(row(), reader)]),
    [
      [true, false],
      [false, false],
      [true, false],
    ],
  );
});

test("a number is said as a phone's is", () => {
  assert.equal(called(row({ number: 4821703 })), "482-17-03");
});

test("how many talks a colleague holds is counted in the rows one sees", () => {
  const his = { state: "held" as const, owner: IVAN, locked: true };
  const rows = [row(his), row(his), mine(), row({ ...his, state: "closed" }), row({ prefer: IVAN.id ?? "" })];
  assert.deepEqual([heldBy(rows, IVAN.id ?? ""), heldBy(rows, ANNA.id ?? "")], [2, 1]);
});
