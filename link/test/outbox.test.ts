import assert from "node:assert/strict";
import { test } from "node:test";
import { event, World } from "./fakes";

const C = "conversation-number-one";
const D = "conversation-number-two";

const bodies = (world: World) => world.socket.got("send").map((frame) => frame.body);

test("a message goes out, is stored at once, settles by ok and stays until its entry is there", async () => {
  const world = new World();
  const socket = await world.start();
  await world.follow(C, [event(1)]);
  const cid = world.link.say({ conv: C, body: "Сколько стоит?" });
  await world.clock.pass(0);
  assert.deepEqual(socket.got("send"), [{ t: "send", cid, conv: C, body: "Сколько стоит?" }]);
  assert.equal(world.link.pending[0]?.state, "sending");
  assert.equal(world.database.kept.size, 1);
  socket.tell({ t: "ok", cid, conv: C, seq: 2 });
  await world.clock.pass(0);
  assert.equal(world.link.pending[0]?.state, "sent");
  assert.equal(world.database.kept.size, 0);
  socket.tell({ t: "ev", conv: C, e: event(2, { cid }) });
  assert.equal(world.link.pending.length, 0);
  assert.deepEqual(world.seqs(C), [1, 2]);
});

test("the entry may come before its ok", async () => {
  const world = new World();
  const socket = await world.start();
  await world.follow(C, [event(1)]);
  const cid = world.link.say({ conv: C, body: "а" });
  socket.tell({ t: "ev", conv: C, e: event(2, { cid }) });
  assert.equal(world.link.pending.length, 0);
  socket.tell({ t: "ok", cid, conv: C, seq: 2, dup: true });
  assert.equal(world.link.pending.length, 0);
});

test("a first message carries ccid; its conversation is followed, and the next ones go there", async () => {
  const world = new World();
  const socket = await world.start();
  const asked = { ccid: "a-conversation-of-mine", channel: "moscow", origin: "invited" } as const;
  const cid = world.link.say({ new: asked, body: "раз" });
  world.link.say({ new: asked, body: "два" });
  assert.deepEqual(socket.got("send")[0]?.new, asked);
  assert.equal("conv" in (socket.got("send")[0] ?? {}), false);
  socket.tell({ t: "ok", cid, conv: C, seq: 1 });
  assert.equal(world.link.pending[0]?.conv, C);
  assert.equal(socket.got("get").at(-1)?.conv, C);
});

test("at most eight are unacknowledged, in order", async () => {
  const world = new World();
  const socket = await world.start();
  for (let n = 1; n <= 12; n++) world.link.say({ conv: C, body: `${n}` });
  assert.deepEqual(bodies(world), ["1", "2", "3", "4", "5", "6", "7", "8"]);
  socket.tell({ t: "ok", cid: world.link.pending[0]?.cid ?? "", conv: C, seq: 1 });
  assert.equal(bodies(world).at(-1), "9");
  assert.equal(bodies(world).length, 9);
});

test("typed offline: waits, goes out in order with the next welcome", async () => {
  const world = new World();
  world.link.say({ conv: C, body: "раз" });
  world.link.say({ conv: C, body: "два" });
  assert.deepEqual(
    world.link.pending.map(({ state }) => state),
    ["waiting", "waiting"],
  );
  await world.start();
  assert.deepEqual(bodies(world), ["раз", "два"]);
});

test("no ok in 5 s, then in 10 s: everything unacknowledged again, under the same cids", async () => {
  const world = new World();
  const socket = await world.start();
  const cids = ["раз", "два"].map((body) => world.link.say({ conv: C, body }));
  const alive = async (ms: number) => {
    await world.clock.pass(ms);
    socket.tell({ t: "pong" });
  };
  await alive(4_999);
  assert.equal(bodies(world).length, 2);
  await alive(1);
  assert.deepEqual(
    socket
      .got("send")
      .slice(2)
      .map(({ cid }) => cid),
    cids,
  );
  await alive(9_999);
  assert.equal(bodies(world).length, 4);
  await alive(1);
  assert.equal(bodies(world).length, 6);
});

test("a new connection: everything unacknowledged again; dup settles it", async () => {
  const world = new World();
  const first = await world.start();
  const cid = world.link.say({ conv: C, body: "раз" });
  first.end(4408);
  await world.clock.pass(500);
  const second = await world.welcome();
  assert.deepEqual(
    second.got("send").map((frame) => frame.cid),
    [cid],
  );
  second.tell({ t: "ok", cid, conv: C, seq: 1, dup: true });
  assert.equal(world.link.pending[0]?.state, "sent");
});

test("a refused one turns red and does not block those behind it", async () => {
  const world = new World();
  const socket = await world.start();
  const [bad, good] = ["плохое", "хорошее"].map((body) => world.link.say({ conv: C, body }));
  socket.tell({ t: "no", cid: bad ?? "", code: "forbidden", text: "Нельзя" });
  socket.tell({ t: "ok", cid: good ?? "", conv: C, seq: 1 });
  const [failed] = world.link.pending;
  assert.deepEqual([failed?.state, failed?.reason, failed?.retriable], ["failed", "Нельзя", true]);
  world.link.say({ conv: C, body: "ещё" });
  assert.equal(bodies(world).at(-1), "ещё");
  world.link.retry(bad ?? "");
  assert.deepEqual([socket.got("send").at(-1)?.cid, socket.got("send").at(-1)?.body], [bad, "плохое"]);
  socket.tell({ t: "no", cid: bad ?? "", code: "too_long", text: "Слишком длинно" });
  assert.equal(world.link.pending.find(({ cid }) => cid === bad)?.retriable, false);
  world.link.discard(bad ?? "");
  await world.clock.pass(0);
  assert.equal(
    world.link.pending.some(({ cid }) => cid === bad),
    false,
  );
  assert.equal(world.database.kept.has(bad ?? ""), false);
});

test("asked to wait: it waits, holding back its own conversation and no other", async () => {
  const world = new World();
  const socket = await world.start();
  const cid = world.link.say({ conv: C, body: "раз" });
  socket.tell({ t: "no", cid, code: "rate", text: "", retry: true, after_ms: 2_000 });
  world.link.say({ conv: C, body: "два" });
  world.link.say({ conv: D, body: "другой" });
  assert.deepEqual(bodies(world), ["раз", "другой"]);
  await world.clock.pass(2_499);
  assert.equal(bodies(world).length, 2);
  await world.clock.pass(1);
  assert.deepEqual(bodies(world).slice(2), ["раз", "два"]);
});

test("a first message that is asked to wait is not overtaken by one that knows its conversation", async () => {
  const world = new World();
  const socket = await world.start();
  const asked = { ccid: "a-conversation-of-mine", channel: "moscow", origin: "incoming" } as const;
  const cid = world.link.say({ new: asked, body: "раз" });
  socket.tell({ t: "no", cid, code: "busy", text: "Позже", retry: true, after_ms: 1000 });
  world.link.say({ conv: C, body: "два" });
  assert.deepEqual(bodies(world), ["раз"]);
  await world.clock.pass(2_000);
  assert.deepEqual(bodies(world), ["раз", "раз", "два"]);
});

test("4400 with one on the way: that one is to blame and is not sent again", async () => {
  const world = new World();
  const socket = await world.start();
  const cid = world.link.say({ conv: C, body: "раз" });
  socket.end(4400);
  await world.clock.pass(500);
  const second = await world.welcome();
  assert.equal(second.got("send").length, 0);
  assert.deepEqual(
    world.link.pending.map((one) => [one.cid, one.state, one.reason]),
    [[cid, "failed", "bad_frame"]],
  );
});

test("4400 with several on the way: one by one until the culprit is found", async () => {
  const world = new World();
  const first = await world.start();
  const cids = ["раз", "два", "три"].map((body) => world.link.say({ conv: C, body }));
  first.end(4400);
  await world.clock.pass(500);
  const second = await world.welcome();
  assert.deepEqual(
    second.got("send").map(({ cid }) => cid),
    [cids[0]],
  );
  second.tell({ t: "ok", cid: cids[0] ?? "", conv: C, seq: 1 });
  assert.equal(second.got("send").length, 2);
  second.end(4400);
  await world.clock.pass(1_000);
  const third = await world.welcome();
  assert.deepEqual(
    third.got("send").map(({ cid }) => cid),
    [cids[2]],
  );
  assert.equal(world.link.pending.find(({ cid }) => cid === cids[1])?.state, "failed");
});

test("the hundred-and-first is refused here, and can be tried again later", async () => {
  const world = new World();
  for (let n = 0; n < 101; n++) world.link.say({ conv: C, body: `${n}` });
  const last = world.link.pending.at(-1);
  assert.deepEqual([last?.state, last?.reason, last?.retriable], ["failed", "full", true]);
  assert.equal(world.link.pending.filter(({ state }) => state === "waiting").length, 100);
});

test("messages keep their order when somebody sets the clock back between them", async () => {
  const world = new World();
  world.link.say({ conv: C, body: "раз" });
  world.clock.ahead = -3600_000;
  world.link.say({ conv: C, body: "два" });
  await world.start();
  assert.deepEqual(bodies(world), ["раз", "два"]);
});

test("an operator's message carries the lock, a note its kind", async () => {
  const world = new World();
  const socket = await world.start();
  world.link.say({ conv: C, body: "заметка", kind: "note", lock: 3 });
  assert.deepEqual([socket.got("send")[0]?.kind, socket.got("send")[0]?.lock], ["note", 3]);
});
