import assert from "node:assert/strict";
import { test } from "node:test";
import { Reading } from "../src/desk/reading";
import { type Answer, Bench, refusal, settled } from "./bench";
import { after, at, fresh, IVAN, inbox, mine, row, summary, welcome } from "./make";

test("one's own talk is followed and looked up; a colleague's is dropped when it locks", async () => {
  const talk = mine();
  const bench = new Bench(after(fresh(), welcome(), inbox(talk)));
  const reading = new Reading(bench);
  reading.open(talk.conv);
  await settled();
  assert.ok(bench.followed.has(talk.conv));
  assert.ok(bench.state.cards.get(talk.conv)?.card);
  bench.dispatch(summary({ ...talk, rev: 2, owner: IVAN, locked: true }));
  reading.attend();
  assert.equal(bench.followed.size, 0);
  assert.equal(bench.state.cards.size, 0);
});

test("what only waits is neither read nor looked up", async () => {
  const talk = row();
  const bench = new Bench(after(fresh(), welcome(), inbox(talk)));
  new Reading(bench).open(talk.conv);
  await settled();
  assert.deepEqual([bench.asked, bench.followed.size], [[], 0]);
});

test("a deep link outside of the inbox is looked for, and its absence or refusal is told", async () => {
  const closed = row({ state: "closed", conv: "deep" });
  const whole = after(fresh(), welcome(), inbox());
  const found = new Bench(whole, [{ rows: [row(), closed] }]);
  const reading = new Reading(found);
  reading.open("deep");
  await settled();
  assert.equal(found.lists[0]?.visitor_of, "deep");
  assert.equal(found.state.rows.get("deep"), closed);
  for (const [answer, trouble] of [
    [{ rows: [] }, "not_found"],
    [refusal("not_found"), "not_found"],
    [refusal("forbidden"), "forbidden"],
    [refusal("timeout"), "failed"],
  ] as const) {
    const bench = new Bench(whole, [answer as Answer]);
    new Reading(bench).open("deep");
    await settled();
    assert.equal(bench.state.troubles.get("deep"), trouble);
  }
});

test("a refused log is told and can be tried again", async () => {
  const talk = mine();
  const bench = new Bench(after(fresh(), welcome(), inbox(talk)));
  bench.refusal = refusal("timeout");
  const reading = new Reading(bench);
  reading.open(talk.conv);
  await settled();
  assert.equal(bench.state.troubles.get(talk.conv), "failed");
  bench.refusal = null;
  reading.again();
  await settled();
  assert.equal(bench.state.troubles.size, 0);
  assert.ok(bench.followed.has(talk.conv));
});

test("earlier talks are dug up one by one or down to the one wanted, and left with the talk", async () => {
  const past = (opened: number) => row({ state: "closed", opened: at(opened) });
  const [oldest, older, talk] = [past(-200), past(-100), mine()];
  const bench = new Bench(after(fresh(), welcome(), inbox(talk)));
  bench.earlier = [past(100), older, oldest]; // newest first; the first is later than the talk
  const reading = new Reading(bench);
  reading.open(talk.conv);
  await settled();
  assert.equal(reading.hasMoreEarlier, true);
  await reading.showEarlier();
  assert.deepEqual(reading.earlier, [older]);
  await reading.showEarlier(oldest.conv);
  assert.deepEqual(reading.earlier, [older, oldest]);
  assert.equal(reading.hasMoreEarlier, false);
  reading.open(null);
  assert.deepEqual([...bench.followed], [talk.conv]); // one's own goes on
});
