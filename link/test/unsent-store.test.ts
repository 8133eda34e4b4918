import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeClock, FakeLocks, memoryDatabase, World } from "./fakes";

const C = "conversation-number-one";
const _D = "conversation-number-two";

const bodies = (world: World) => world.socket.got("send").map((frame) => frame.body);

test("entries of a dead tab are adopted in their order, those of a living one are not", async () => {
  const locks = new FakeLocks();
  const database = memoryDatabase();
  const dead = new World({ storage: database, locks: new FakeLocks().manager });
  dead.link.say({ conv: C, body: "раз" });
  await dead.clock.pass(10);
  dead.link.say({ conv: C, body: "два" });
  const living = new World({ storage: database, locks: locks.manager });
  living.link.say({ conv: C, body: "чужое" });
  await living.clock.pass(0);
  const world = new World({ storage: database, locks: locks.manager });
  const socket = await world.start();
  assert.deepEqual(
    socket.got("send").map(({ body }) => body),
    ["раз", "два"],
  );
  assert.deepEqual(
    socket.got("send").map(({ cid }) => cid),
    dead.link.pending.map(({ cid }) => cid),
  );
});

test("two tabs that adopt at once send one message: the cid is the same", async () => {
  const locks = new FakeLocks();
  const database = memoryDatabase();
  const dead = new World({ storage: database, locks: new FakeLocks().manager });
  const cid = dead.link.say({ conv: C, body: "раз" });
  await dead.clock.pass(0);
  const heirs = [1, 2].map(() => new World({ storage: database, locks: locks.manager }));
  await Promise.all(heirs.map((heir) => heir.start()));
  const sent = heirs.flatMap((heir) => heir.socket.got("send"));
  assert.ok(sent.length > 0);
  assert.deepEqual([...new Set(sent.map((frame) => frame.cid))], [cid]);
});

test("a tab that dies while others live is inherited at their next welcome", async () => {
  const locks = new FakeLocks();
  const database = memoryDatabase();
  const world = new World({ storage: database, locks: locks.manager });
  const first = await world.start();
  const dead = new World({ storage: database, locks: new FakeLocks().manager });
  dead.link.say({ conv: C, body: "раз" });
  await dead.clock.pass(0);
  first.end(4408);
  await world.clock.pass(500);
  const second = await world.welcome();
  assert.deepEqual(
    second.got("send").map(({ body }) => body),
    ["раз"],
  );
});

test("what seems to be older than a week is neither sent nor dropped without a word: its author decides", async () => {
  const database = memoryDatabase();
  const at = new World().clock.now() - 8 * 24 * 3600 * 1000;
  database.kept.set("old", { cid: "old", conv: C, body: "?", at, owner: "gone" });
  const world = new World({ storage: database });
  const socket = await world.start();
  assert.equal(socket.got("send").length, 0);
  assert.equal(database.kept.size, 1);
  const [entry] = world.link.pending;
  assert.deepEqual([entry?.state, entry?.reason, entry?.retriable], ["failed", "old", true]);
  world.link.retry("old");
  assert.equal(socket.got("send")[0]?.body, "?");
});

test("what was written with a clock nine days behind is there when it is right again", async () => {
  const database = memoryDatabase();
  const clock = new FakeClock();
  clock.ahead = -9 * 86_400_000;
  const before = new World({ storage: database, clock });
  await before.start({ now: new Date(clock.time).toISOString() });
  before.socket.readyState = 3;
  before.link.say({ conv: C, body: "раз" });
  await before.clock.pass(0);
  const world = new World({ storage: database });
  const socket = await world.start();
  assert.deepEqual(
    socket.got("send").map(({ body }) => body),
    ["раз"],
  );
});

test("the lock is held only while something is unsent", async () => {
  const locks = new FakeLocks();
  const world = new World({ locks: locks.manager });
  const socket = await world.start();
  assert.equal(locks.held.size, 0);
  const cid = world.link.say({ conv: C, body: "раз" });
  assert.equal(locks.held.size, 1);
  socket.tell({ t: "ok", cid, conv: C, seq: 1 });
  await world.clock.pass(0);
  assert.equal(locks.held.size, 0);
});

test("where the browser keeps nothing it sends all the same, and says so", async () => {
  const refuse = () => Promise.reject(new Error("blocked"));
  const world = new World({ storage: { load: refuse, put: refuse, remove: refuse } });
  await world.start();
  world.link.say({ conv: C, body: "раз" });
  await world.clock.pass(0);
  assert.equal(world.link.memoryOnly, true);
  assert.deepEqual(bodies(world), ["раз"]);
});
