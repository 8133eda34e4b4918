import assert from "node:assert/strict";
import { test } from "node:test";
import { event, World } from "./fakes";

const C = "conversation-number-one";

test("a gap is mended after half a second by asking", async () => {
  const world = new World();
  const socket = await world.start();
  await world.follow(C, [event(1)]);
  socket.tell({ t: "ev", conv: C, e: event(4) });
  await world.clock.pass(499);
  assert.equal(socket.got("get").length, 1);
  await world.clock.pass(1);
  const get = socket.got("get")[1];
  assert.equal(get?.after, 1);
  socket.tell({
    t: "batch",
    rid: get?.rid ?? "",
    conv: C,
    from: 2,
    to: 4,
    events: [event(2), event(3), event(4)],
    seen: {},
  });
  await world.clock.pass(0);
  assert.deepEqual(world.seqs(C), [1, 2, 3, 4]);
});

test("a gap that closes by itself is not asked about", async () => {
  const world = new World();
  const socket = await world.start();
  await world.follow(C, [event(1)]);
  for (const seq of [3, 2, 3]) socket.tell({ t: "ev", conv: C, e: event(seq) });
  await world.clock.pass(2_000);
  assert.equal(socket.got("get").length, 1);
  assert.deepEqual(world.seqs(C), [1, 2, 3]);
});

test("entries that change places are all there in the end", async () => {
  const world = new World();
  const socket = await world.start();
  await world.follow(C, [event(1)]);
  for (const seq of [4, 2, 3]) socket.tell({ t: "ev", conv: C, e: event(seq) });
  await world.clock.pass(500);
  const { rid, after } = socket.got("get").at(-1) as { rid: string; after: number };
  assert.equal(after, 3);
  socket.tell({ t: "batch", rid, conv: C, from: 4, to: 4, events: [event(4)], seen: {} });
  assert.deepEqual(world.seqs(C), [1, 2, 3, 4]);
});

test("a long gap is fetched page by page", async () => {
  const world = new World();
  const socket = await world.start();
  await world.follow(C, [event(1)]);
  socket.tell({ t: "ev", conv: C, e: event(5) });
  await world.clock.pass(500);
  const rid = () => socket.got("get").at(-1)?.rid ?? "";
  socket.tell({
    t: "batch",
    rid: rid(),
    conv: C,
    from: 2,
    to: 3,
    events: [event(2), event(3)],
    more: true,
    seen: {},
  });
  await world.clock.pass(500);
  assert.equal(socket.got("get").at(-1)?.after, 3);
  socket.tell({ t: "batch", rid: rid(), conv: C, from: 4, to: 5, events: [event(4), event(5)], seen: {} });
  await world.clock.pass(0);
  assert.deepEqual(world.seqs(C), [1, 2, 3, 4, 5]);
});

test("an entry that comes before the first page is not lost", async () => {
  const world = new World();
  const socket = await world.start();
  const followed = world.link.follow(C);
  socket.tell({ t: "ev", conv: C, e: event(3) });
  const { rid } = socket.got("get")[0] as { rid: string };
  socket.tell({ t: "batch", rid, conv: C, from: 1, to: 2, events: [event(1), event(2)], seen: {} });
  await followed;
  await world.clock.pass(500);
  const mended = socket.got("get")[1];
  assert.equal(mended?.after, 2);
  socket.tell({ t: "batch", rid: mended?.rid ?? "", conv: C, from: 3, to: 3, events: [event(3)], seen: {} });
  assert.deepEqual(world.seqs(C), [1, 2, 3]);
});

test("after a reconnect hello carries the cursors, and what was missed comes as batches", async () => {
  const world = new World();
  const first = await world.start();
  await world.follow(C, [event(1), event(2)]);
  first.end(4408);
  await world.clock.pass(500);
  const socket = await world.welcome();
  assert.deepEqual(socket.got("hello")[0]?.cursors, [{ conv: C, seq: 2 }]);
  assert.equal(socket.got("hello")[0]?.epoch, "epoch-of-the-tests");
  socket.tell({
    t: "batch",
    conv: C,
    from: 3,
    to: 4,
    events: [event(3), event(4)],
    more: true,
    seen: { operator: 2 },
  });
  socket.tell({ t: "batch", conv: C, from: 5, to: 5, events: [event(5)], seen: {} });
  assert.deepEqual(world.seqs(C), [1, 2, 3, 4, 5]);
  assert.equal(world.link.logs.get(C)?.seen.operator, 2);
});

test("follow waits for the connection and asks once", async () => {
  const world = new World();
  const [first, second] = [world.link.follow(C), world.link.follow(C)];
  const socket = await world.start();
  assert.equal(socket.got("get").length, 1);
  const { rid } = socket.got("get")[0] as { rid: string };
  socket.tell({ t: "batch", rid, conv: C, from: 1, to: 1, events: [event(1)], seen: {} });
  assert.equal((await first).seq, 1);
  assert.equal(await first, await second);
});

test("a conversation that cannot be followed is forgotten, and may be asked again", async () => {
  const world = new World();
  const socket = await world.start();
  const followed = world.link.follow(C);
  const { rid } = socket.got("get")[0] as { rid: string };
  socket.tell({ t: "no", rid, code: "not_found", text: "Нет такого разговора" });
  await assert.rejects(followed, { code: "not_found", text: "Нет такого разговора" });
  assert.equal(world.link.logs.has(C), false);
});

test("older pages are asked before the first entry until nothing is older", async () => {
  const world = new World();
  const socket = await world.start();
  await world.follow(C, [event(3), event(4)], { more: true });
  const older = world.link.older(C);
  await world.clock.pass(0);
  const get = socket.got("get").at(-1);
  assert.equal(get?.before, 3);
  socket.tell({
    t: "batch",
    rid: get?.rid ?? "",
    conv: C,
    from: 1,
    to: 2,
    events: [event(1), event(2)],
    seen: {},
  });
  assert.equal(await older, false);
  assert.equal(await world.link.older(C), false);
  assert.deepEqual(world.seqs(C), [1, 2, 3, 4]);
});

test("got is cumulative, at most every 2 s", async () => {
  const world = new World();
  const socket = await world.start();
  await world.follow(C, [event(1)]);
  socket.tell({ t: "ev", conv: C, e: event(2) });
  socket.tell({ t: "ev", conv: C, e: event(3) });
  assert.equal(socket.got("got").length, 0);
  await world.clock.pass(2_000);
  assert.deepEqual(socket.got("got"), [{ t: "got", conv: C, seq: 3 }]);
  await world.clock.pass(10_000);
  assert.equal(socket.got("got").length, 1);
});

test("a new connection is told again what is here: the server of before may have known, this one does not", async () => {
  const world = new World();
  const first = await world.start();
  await world.follow(C, [event(1), event(2)]);
  await world.clock.pass(2_000);
  first.end(4408);
  await world.clock.pass(500);
  const second = await world.welcome({ heads: [{ conv: C, seq: 2, seen: {} }] });
  await world.clock.pass(2_000);
  assert.deepEqual(second.got("got"), [{ t: "got", conv: C, seq: 2 }]);
});

test("heads that are further than what is here are asked for", async () => {
  const world = new World();
  const socket = await world.start();
  await world.follow(C, [event(1)]);
  socket.tell({ t: "heads", heads: [{ conv: C, seq: 3, seen: { operator: 1 } }] });
  assert.equal(world.link.logs.get(C)?.seen.operator, 1);
  await world.clock.pass(500);
  const { rid, after } = socket.got("get").at(-1) as { rid: string; after: number };
  assert.equal(after, 1);
  socket.tell({ t: "batch", rid, conv: C, from: 2, to: 3, events: [event(2), event(3)], seen: {} });
  assert.deepEqual(world.seqs(C), [1, 2, 3]);
});

test("heads that are here already, not loaded yet or unknown ask nothing", async () => {
  const world = new World();
  const socket = await world.start();
  await world.follow(C, [event(1), event(2)]);
  world.link.follow("not-loaded");
  const asked = socket.got("get").length;
  const heads = [C, "not-loaded", "unknown"].map((conv) => ({ conv, seq: 2, seen: {} }));
  socket.tell({ t: "heads", heads });
  await world.clock.pass(2_000);
  assert.equal(socket.got("get").length, asked);
  assert.deepEqual(world.seqs(C), [1, 2]);
});

test("the server hears that a conversation is no longer kept", async () => {
  const world = new World();
  const socket = await world.start();
  await world.follow(C, [event(1)]);
  world.link.forget(C);
  assert.deepEqual(socket.sent.at(-1), { t: "forget", conv: C });
  socket.tell({ t: "heads", heads: [{ conv: C, seq: 2, seen: {} }] });
  await world.clock.pass(2_000);
  assert.deepEqual(socket.got("got"), []);
});

test("read goes forward only, and is said again to a new connection that has not heard it", async () => {
  const world = new World();
  const first = await world.start();
  await world.follow(C, [event(1), event(2)]);
  world.link.read(C, 2);
  world.link.read(C, 1);
  assert.deepEqual(first.got("read"), [{ t: "read", conv: C, seq: 2 }]);
  first.end(4408);
  await world.clock.pass(500);
  const second = await world.welcome();
  assert.equal(second.got("read").length, 1);
  second.end(4408);
  await world.clock.pass(1_000);
  const third = await world.welcome({ heads: [{ conv: C, seq: 2, seen: { visitor: 2 } }] });
  assert.equal(third.got("read").length, 0);
});

test("reset drops the cache and loads the last page, keeping the outbox", async () => {
  const world = new World();
  const socket = await world.start();
  await world.follow(C, [event(1), event(2)]);
  world.link.say({ conv: C, body: "не ушло" });
  socket.tell({ t: "reset", scope: C, reason: "cursor" });
  assert.deepEqual(world.seqs(C), []);
  const get = socket.got("get").at(-1);
  assert.equal(get?.after, undefined);
  socket.tell({ t: "batch", rid: get?.rid ?? "", conv: C, from: 1, to: 1, events: [event(1)], seen: {} });
  await world.clock.pass(0);
  assert.deepEqual(world.seqs(C), [1]);
  assert.equal(world.link.pending[0]?.body, "не ушло");
});

test("a second reset of one scope within 30 s ends in an error, not in a loop", async () => {
  for (const [wait, state] of [
    [29_000, "stopped"],
    [30_000, "live"],
  ] as const) {
    const world = new World();
    const socket = await world.start();
    await world.follow(C, [event(1)]);
    socket.tell({ t: "reset", scope: "all", reason: "epoch" });
    const { rid } = socket.got("get").at(-1) as { rid: string };
    socket.tell({ t: "batch", rid, conv: C, from: 1, to: 1, events: [event(1)], seen: {} });
    for (let left = wait; left > 0; left -= 1_000) {
      await world.clock.pass(1_000);
      socket.tell({ t: "pong" });
    }
    socket.tell({ t: "reset", scope: "all", reason: "epoch" });
    assert.equal(world.link.state, state);
    assert.equal(world.link.stoppedBecause, state === "stopped" ? "reset" : "");
  }
});

test("another epoch drops all logs; the server's own reset on top of it is the same one", async () => {
  const world = new World();
  const first = await world.start();
  await world.follow(C, [event(1), event(2)]);
  first.end(1012);
  await world.clock.pass(4_000);
  const socket = await world.welcome({ epoch: "another-epoch-entirely" });
  socket.tell({ t: "reset", scope: "all", reason: "epoch" });
  assert.equal(world.link.state, "live");
  assert.deepEqual(world.seqs(C), []);
  assert.equal(socket.got("get").length, 1);
  assert.equal(world.link.epoch, "another-epoch-entirely");
});

test("typing is said at most once in 2 s, read marks of the other side arrive", async () => {
  const world = new World();
  const socket = await world.start();
  await world.follow(C, [event(1)]);
  world.link.typing(C);
  world.link.typing(C);
  await world.clock.pass(2_000);
  world.link.typing(C);
  assert.equal(socket.got("typing").length, 2);
  socket.tell({ t: "eph", kind: "read", conv: C, seen: { operator: 1 } });
  assert.equal(world.link.logs.get(C)?.seen.operator, 1);
});
