import assert from "node:assert/strict";
import { test } from "node:test";
import { CloseCode, PROTOCOL } from "../src/wire";
import { World } from "./fakes";

test("hello carries version, token and no cursors at first", async () => {
  const world = new World();
  const socket = await world.start();
  const hello = socket.got("hello")[0];
  assert.equal(hello?.v, PROTOCOL);
  assert.equal(hello?.token, "token1");
  assert.equal(hello?.epoch, null);
  assert.deepEqual(hello?.cursors, []);
  assert.equal(world.link.state, "live");
});

test("hello says the language of the window, in which the server then refuses", async () => {
  const world = new World({ lang: "ru" });
  const socket = await world.start();
  assert.equal(socket.got("hello")[0]?.lang, "ru");
});

test("the server's time is what it said last: neither a clock that is set nor a sleep changes it", async () => {
  const world = new World();
  const off = 90_000;
  const server = () => world.clock.time + off;
  const said = () => new Date(server()).toISOString();
  const socket = await world.start({ now: said() });
  world.clock.ahead = 3 * 3_600_000;
  assert.equal(world.link.now(), server());
  world.clock.sleep(600_000);
  world.clock.stood = 600_000;
  world.link.wake();
  assert.equal(socket.got("ping").length, 1);
  socket.tell({ t: "pong", now: said() });
  assert.equal(world.link.now(), server());
});

test("nothing comes for 12 s: ping; still nothing for 10 s: a new socket", async () => {
  const world = new World();
  const socket = await world.start();
  await world.clock.pass(11_999);
  assert.equal(socket.got("ping").length, 0);
  await world.clock.pass(1);
  assert.equal(socket.got("ping").length, 1);
  await world.clock.pass(9_999);
  assert.equal(world.link.state, "live");
  await world.clock.pass(1);
  assert.equal(world.link.state, "offline");
  assert.equal(socket.readyState, 3);
  await world.clock.pass(500);
  assert.equal(world.sockets.length, 2);
});

test("the quiet time varies by 20 % either way", async () => {
  for (const [chance, ms] of [
    [0, 9_600],
    [1, 14_400],
  ] as const) {
    const world = new World();
    world.clock.chance = chance;
    const socket = await world.start();
    await world.clock.pass(ms - 1);
    assert.equal(socket.got("ping").length, 0);
    await world.clock.pass(1);
    assert.equal(socket.got("ping").length, 1);
  }
});

test("a connection that loses what comes is found out within 25 s, whatever chance says", async () => {
  for (const chance of [0, 0.5, 1]) {
    const world = new World();
    world.clock.chance = chance;
    await world.start();
    await world.clock.pass(25_000);
    assert.ok(world.sockets.length > 1 || world.link.state === "offline", `chance ${chance}`);
  }
});

test("after a long sleep on a dead connection a new one is there within 3 s", async () => {
  for (const woken of [true, false]) {
    const world = new World();
    world.clock.chance = 1;
    await world.start();
    world.clock.sleep(3600_000);
    if (woken) world.link.wake();
    await world.clock.pass(2_500);
    await world.welcome();
    assert.equal(world.sockets.length, 2);
    assert.equal(world.link.state, "live");
  }
});

test("any frame is a sign of life", async () => {
  const world = new World();
  const socket = await world.start();
  await world.clock.pass(11_000);
  socket.tell({ t: "eph", kind: "typing", conv: "c" });
  await world.clock.pass(11_000);
  assert.equal(socket.got("ping").length, 0);
  await world.clock.pass(1_000);
  socket.tell({ t: "pong" });
  await world.clock.pass(11_000);
  assert.equal(world.link.state, "live");
});

test("a ping timer that fired far too late has only 2 s of patience", async () => {
  const world = new World();
  const socket = await world.start();
  world.clock.sleep(60_000);
  await world.clock.pass(0);
  assert.equal(socket.got("ping").length, 1);
  await world.clock.pass(1_999);
  assert.equal(world.link.state, "live");
  await world.clock.pass(1);
  assert.equal(world.link.state, "offline");
});

test("wake proves the socket within 2 s or replaces it", async () => {
  const world = new World();
  const socket = await world.start();
  world.link.wake();
  assert.equal(socket.got("ping").length, 1);
  socket.tell({ t: "pong" });
  await world.clock.pass(2_000);
  assert.equal(world.link.state, "live");
  world.link.wake();
  await world.clock.pass(2_000);
  assert.equal(world.link.state, "offline");
});

test("wake replaces a socket that is closed already, and cuts the back-off short", async () => {
  const world = new World();
  const socket = await world.start();
  socket.readyState = 3;
  world.link.wake();
  assert.equal(world.link.state, "offline");
  world.link.wake();
  await world.clock.pass(0);
  assert.equal(world.sockets.length, 2);
});

test("stopped is the end: no socket, no timer, no wake", async () => {
  const world = new World();
  const socket = await world.start();
  world.link.stop();
  world.link.wake();
  await world.clock.pass(120_000);
  assert.equal(world.link.state, "stopped");
  assert.equal(world.link.stoppedBecause, "asked");
  assert.equal(socket.readyState, 3);
  assert.equal(world.sockets.length, 1);
});

test("a page that was stopped may begin again, and a refused token is renewed as at first", async () => {
  const world = new World();
  const socket = await world.start();
  for (const refused of [socket, null]) {
    (refused ?? world.socket).end(CloseCode.TOKEN);
    await world.clock.pass(0);
  }
  assert.equal(world.link.stoppedBecause, "token");
  world.link.start();
  await world.clock.pass(0);
  world.socket.end(CloseCode.TOKEN);
  await world.clock.pass(0);
  assert.deepEqual(world.tokens, [false, true, false, true]);
  await world.welcome();
  assert.equal(world.link.state, "live");
});

test("a welcome as somebody else stops the page, and nothing unsent goes out under the other name", async () => {
  for (const who of [undefined, "v"]) {
    const world = new World(who ? { who } : {});
    const you = { id: "another", side: "visitor" } as const;
    if (!who) {
      const socket = await world.start();
      socket.end(CloseCode.RESTART);
      await world.clock.pass(30_000);
    } else world.link.start();
    world.link.say({ conv: "c", body: "привет" });
    const next = await world.welcome({ you });
    assert.equal(next.got("hello")[0]?.who, "v");
    assert.equal(world.link.stoppedBecause, "person");
    assert.deepEqual(next.got("send"), []);
  }
});

test("what was asked and not answered puts the connection in doubt after 2.5 s, anything that comes puts it right", async () => {
  const world = new World();
  const socket = await world.start();
  world.link.say({ conv: "conversation-number-one", body: "раз" });
  await world.clock.pass(2_499);
  assert.equal(world.link.doubt, false);
  await world.clock.pass(1);
  assert.equal(world.link.doubt, true);
  assert.equal(world.link.state, "live");
  socket.tell({ t: "eph", kind: "typing", conv: "c" });
  assert.equal(world.link.doubt, false);
  world.link.typing("conversation-number-one");
  await world.clock.pass(5_000 - 2_501);
  assert.equal(world.link.doubt, false);
});

test("a new connection is not in doubt for what the old one left unanswered", async () => {
  const world = new World();
  const socket = await world.start();
  world.link.wake();
  await world.clock.pass(1_000);
  socket.end(4408);
  await world.clock.pass(500);
  await world.welcome();
  await world.clock.pass(2_600);
  assert.equal(world.link.doubt, false);
});

test("the network is gone: the connection is given up within a second, whoever listens", async () => {
  const { signs } = await import("../src/connection/socket");
  const world = new World();
  const page = new EventTarget();
  signs(page, () => world.link.wake());
  await world.start();
  Object.assign(navigator, { onLine: false });
  page.dispatchEvent(new Event("offline"));
  await world.clock.pass(1_000);
  assert.equal(world.link.state, "offline");
  Object.assign(navigator, { onLine: true });
  page.dispatchEvent(new Event("online"));
  await world.welcome();
  assert.equal(world.link.state, "live");
});
