import assert from "node:assert/strict";
import { test } from "node:test";
import { Lists } from "../src/desk/lists";
import { Bench, refusal, settled } from "./bench";
import { after, filter, fresh, row, welcome } from "./make";

test("the open inbox is read to its end, and his own of other cities", async () => {
  const pages = [{ rows: [row()], next: "n1" }, { rows: [row()] }, { rows: [row({ channel: "kazan" })] }];
  const bench = new Bench(after(fresh(), welcome()), pages);
  await new Lists(bench).refresh();
  assert.deepEqual(
    bench.lists.map(({ mine, before }) => [mine, before]),
    [
      [false, null],
      [false, "n1"],
      [true, null],
    ],
  );
  assert.equal(bench.state.inbox, "whole");
  assert.equal(bench.state.rows.size, 3);
});

test("an inbox that cannot be read says so", async () => {
  const bench = new Bench(after(fresh(), welcome()), [refusal("rate")]);
  await new Lists(bench).refresh();
  assert.equal(bench.state.inbox, "failed");
});

test("a closed list is asked page by page, for its channel and owner", async () => {
  const closed = () => row({ state: "closed" });
  const bench = new Bench(fresh(), [{ rows: [closed()], next: "p2" }, { rows: [closed()] }]);
  const lists = new Lists(bench);
  lists.choose(filter({ state: "closed", mine: true }));
  await settled();
  lists.more();
  await settled();
  lists.more();
  assert.deepEqual(
    bench.lists.map(({ state, mine: own, channel, before }) => [state, own, channel, before]),
    [
      ["closed", true, "moscow", null],
      ["closed", true, "moscow", "p2"],
    ],
  );
  assert.equal(bench.state.closedPages?.convs.size, 2);
});
