import assert from "node:assert/strict";
import { test } from "node:test";
import { drawn } from "../src/inbox/sight";

const never = () => false;
const many = Array.from({ length: 560 }, () => 100);

test("of many rows only those in sight are drawn, and the gaps keep the place of the others", () => {
  const { rows, rest, end } = drawn(many, 34, { from: 1_000, to: 2_000 }, never);
  assert.deepEqual([rows[0], rows.length], [{ at: 9, gap: 900 }, 11]);
  assert.equal(rest, 56_000 - 900 - 1_100);
  assert.equal(end, 34 + 56_000);
});

test("the row in focus stays drawn wherever it is", () => {
  const { rows, rest } = drawn(many, 0, { from: 0, to: 150 }, (at) => at === 300);
  assert.deepEqual(rows, [
    { at: 0, gap: 0 },
    { at: 1, gap: 0 },
    { at: 300, gap: 29_800 },
  ]);
  assert.equal(rest, 25_900);
});

test("a column out of sight draws nothing and keeps its height", () => {
  assert.deepEqual(drawn([50, 70], 5_000, { from: 0, to: 900 }, never), { rows: [], rest: 120, end: 5_120 });
});
