import assert from "node:assert/strict";
import { test } from "node:test";
import { isRead, runs } from "../src/log/runs";

const places = (authors: string[]) =>
  runs(
    authors.map((author) => ({ author })),
    ({ author }) => author,
  ).map(({ first, last }) => (first ? "<" : "") + (last ? ">" : ""));

test("bubbles of one author run together until another's or a line comes between", () => {
  assert.deepEqual(places(["anna", "anna", "anna"]), ["<", "", ">"]);
  assert.deepEqual(places(["anna", "visitor", "visitor"]), ["<>", "<", ">"]);
  const [before, , after] = places(["anna", "", "anna"]);
  assert.deepEqual([before, after], ["<>", "<>"]);
});

test("a message is read when the other side's mark has reached it", () => {
  const [own, other] = [{ side: "operator" }, { side: "visitor" }] as const;
  const seen = { visitor: 4, operator: 2 };
  assert.deepEqual([isRead({ seq: 4, by: own }, seen), isRead({ seq: 5, by: own }, seen)], [true, false]);
  assert.deepEqual([isRead({ seq: 2, by: other }, seen), isRead({ seq: 3, by: other }, seen)], [true, false]);
  assert.equal(isRead({ seq: 1, by: own }, {}), false);
});
