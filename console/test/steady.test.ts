import assert from "node:assert/strict";
import { test } from "node:test";
import type { Row } from "../../link/src/wire";
import { type Group, groups } from "../src/inbox/groups";
import { steady } from "../src/inbox/steady";
import { ANNA, at, filter, IVAN, mine, row } from "./make";

const of = (rows: Row[]) => groups(rows, filter(), "anna");
const convs = (shown: Group[]) =>
  shown.map(({ role, count, rows }) => [role, count, rows.map(({ conv }) => conv)]);

const first = row({ conv: "first", waiting: at(1) });
const second = row({ conv: "second", waiting: at(2) });
const own = mine({ conv: "own", waiting: at(3) });
const other = mine({ conv: "other", waiting: at(4) });
const before = of([first, second, own, other]);

test("under the mouse rows keep their places, whatever changes the order", () => {
  const answered = mine({ ...own, waiting: "", updated: at(50) });
  assert.deepEqual(convs(of([first, second, answered, other]))[0], ["mine", 2, ["other", "own"]]);
  assert.deepEqual(convs(steady(before, of([first, second, answered, other])))[0], [
    "mine",
    2,
    ["own", "other"],
  ]);
});

test("what was taken stays where it was and is no longer counted there", () => {
  const taken = row({ ...first, state: "held", owner: IVAN, locked: true });
  const accepted = row({ ...second, state: "held", owner: ANNA });
  const shown = steady(before, of([taken, accepted, own, other]));
  assert.deepEqual(convs(shown), [
    ["mine", 3, ["own", "other"]],
    ["waiting", 0, ["first", "second"]],
  ]);
  assert.equal(shown[1]?.rows[0]?.locked, true);
});

test("new ones come at the end of their group, a new group in its place; what is gone is gone", () => {
  const young = row({ conv: "young", waiting: at(0) });
  const offered = row({
    conv: "offered",
    state: "held",
    owner: IVAN,
    offer: { by: IVAN, to: ANNA, until: at(60) },
  });
  assert.deepEqual(convs(steady(before, of([offered, second, own, other, young]))), [
    ["offered", 1, ["offered"]],
    ["mine", 2, ["own", "other"]],
    ["waiting", 2, ["second", "young"]],
  ]);
});

test("days that an hour of the zone parts stay two groups, though the date in Greenwich is one", () => {
  process.env.TZ = "Europe/Moscow";
  const late = mine({ conv: "late", state: "closed", updated: "2026-11-21T20:30:00Z" });
  const early = mine({ conv: "early", state: "closed", updated: "2026-11-21T21:30:00Z" });
  const days = groups([late, early], filter({ state: "closed" }), "anna");
  assert.equal(new Set(days.map(({ key }) => key)).size, 2);
  assert.deepEqual(convs(steady(days, days)), convs(days));
  const newer = { ...early, updated: "2026-11-22T09:00:00Z" };
  const later = groups([late, newer], filter({ state: "closed" }), "anna");
  assert.deepEqual(
    later.map(({ key }) => key),
    days.map(({ key }) => key),
  );
});
