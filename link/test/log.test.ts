import assert from "node:assert/strict";
import { test } from "node:test";
import { Log } from "../src/log/log";
import type { Batch, Event } from "../src/wire";
import { event } from "./fakes";

const batch = (events: Event[], more: Partial<Batch> = {}): Batch => ({
  t: "batch",
  conv: "c",
  from: events[0]?.seq ?? 0,
  to: events.at(-1)?.seq ?? 0,
  events,
  seen: {},
  ...more,
});

function loaded(...seqs: number[]): Log {
  const log = new Log("c");
  log.take(batch(seqs.map((seq) => event(seq))));
  return log;
}

const seqs = (log: Log) => log.events.map(({ seq }) => seq);

test("the next one is taken, an old one is not", () => {
  const log = loaded(1, 2);
  log.apply(event(3));
  log.apply(event(3));
  log.apply(event(1));
  assert.deepEqual(seqs(log), [1, 2, 3]);
});

test("one too far is a gap until everything up to it is there", () => {
  const log = loaded(1);
  log.apply(event(3));
  log.apply(event(4));
  assert.ok(log.gap);
  assert.deepEqual(seqs(log), [1]);
  log.apply(event(2));
  assert.deepEqual(seqs(log), [1, 2]);
  assert.ok(log.gap);
  log.take(batch([event(3), event(4)]));
  assert.deepEqual(seqs(log), [1, 2, 3, 4]);
  assert.ok(!log.gap);
});

test("a hole that this reader may not see is no gap", () => {
  const log = loaded(1, 2);
  log.apply(event(6, { prev: 2 }));
  log.apply(event(9, { prev: 7 }));
  log.apply(event(7));
  log.apply(event(9, { prev: 7 }));
  assert.deepEqual(seqs(log), [1, 2, 6, 7, 9]);
  assert.ok(!log.gap);
});

test("what comes before the first page is missed, unless the page holds it", () => {
  const log = new Log("c");
  log.apply(event(3));
  log.take(batch([event(1), event(2)]));
  assert.deepEqual(seqs(log), [1, 2]);
  assert.ok(log.gap);
  const other = new Log("c");
  other.apply(event(2));
  other.take(batch([event(1), event(2)]));
  assert.ok(!other.gap);
});

test("an empty conversation is loaded, too", () => {
  const log = loaded();
  assert.ok(log.loaded && log.complete);
  log.apply(event(1));
  assert.deepEqual(seqs(log), [1]);
});

test("a batch reaches up to its `to`, though its last entries be hidden", () => {
  const log = loaded(1);
  log.take(batch([event(2)], { to: 5 }));
  assert.equal(log.seq, 5);
  log.apply(event(6));
  assert.deepEqual(seqs(log), [1, 2, 6]);
});

test("a batch overlaps without doubling, one that starts too late is a gap", () => {
  const log = loaded(1, 2);
  log.take(batch([event(2), event(3)]));
  assert.deepEqual(seqs(log), [1, 2, 3]);
  log.take(batch([event(6)]));
  assert.ok(log.gap);
  assert.deepEqual(seqs(log), [1, 2, 3]);
  log.take(batch([event(4), event(5), event(6)]));
  assert.deepEqual(seqs(log), [1, 2, 3, 4, 5, 6]);
});

test("older entries go in front, once", () => {
  const log = new Log("c");
  log.take(batch([event(5), event(6)], { more: true }));
  assert.ok(!log.complete);
  log.take(batch([event(3), event(4)], { more: true }));
  log.take(batch([event(3), event(4)], { more: true }));
  assert.deepEqual([log.first, ...seqs(log)], [3, 3, 4, 5, 6]);
  log.take(batch([event(2)], { from: 1 }));
  assert.ok(log.complete);
  assert.equal(log.first, 1);
});

test("what was read never becomes unread", () => {
  const log = loaded(1);
  log.see({ operator: 4 });
  log.see({ visitor: 2, operator: 3 });
  assert.deepEqual(log.seen, { visitor: 2, operator: 4 });
});
