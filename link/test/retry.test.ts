import assert from "node:assert/strict";
import { test } from "node:test";
import { World } from "./fakes";

test("a socket that does not open in 5 s, or is not welcomed in 10 s, is given up", async () => {
  const world = new World();
  world.link.start();
  await world.clock.pass(4_999);
  assert.equal(world.link.state, "connecting");
  await world.clock.pass(1);
  assert.equal(world.link.state, "offline");
  await world.clock.pass(500);
  world.socket.open();
  await world.clock.pass(9_999);
  assert.equal(world.link.state, "connecting");
  await world.clock.pass(1);
  assert.equal(world.link.state, "offline");
});

test("the back-off doubles from 0.5 s to 30 s, times chance", async () => {
  const world = new World();
  world.clock.chance = 1;
  world.link.start();
  await world.clock.pass(0);
  for (const ms of [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]) {
    const dialled = world.sockets.length;
    world.socket.end(1013);
    assert.equal(world.link.nextTry, world.clock.ticks() + ms);
    await world.clock.pass(ms - 1);
    assert.equal(world.sockets.length, dialled);
    await world.clock.pass(1);
    assert.equal(world.sockets.length, dialled + 1);
  }
});

test("the back-off starts anew only after 60 s of a stable connection", async () => {
  const world = new World();
  world.clock.chance = 1;
  const keepAlive = async (ms: number) => {
    for (let left = ms; left > 0; left -= 5_000) {
      await world.clock.pass(Math.min(5_000, left));
      world.socket.tell({ t: "pong" });
    }
  };
  world.link.start();
  await world.clock.pass(0);
  for (let attempt = 0; attempt < 3; attempt++) {
    world.socket.end(1013);
    await world.clock.pass((world.link.nextTry ?? 0) - world.clock.ticks());
  }
  await world.welcome();
  await keepAlive(59_000);
  world.socket.end(4408);
  assert.equal(world.link.nextTry, world.clock.ticks() + 4_000);
  await world.clock.pass(4_000);
  await world.welcome();
  await keepAlive(60_000);
  world.socket.end(4408);
  assert.equal(world.link.nextTry, world.clock.ticks() + 500);
});

test("where no token is to be had, it tries again later", async () => {
  let fail = true;
  const world = new World({
    token: async () => {
      if (fail) throw new Error("unreachable");
      return "token";
    },
  });
  world.link.start();
  await world.clock.pass(0);
  assert.equal(world.link.state, "offline");
  assert.equal(world.sockets.length, 0);
  fail = false;
  await world.clock.pass(500);
  assert.equal(world.sockets.length, 1);
});

test("a constructor that throws is a failed attempt", async () => {
  const world = new World({
    socket: () => {
      throw new Error("blocked");
    },
  });
  world.link.start();
  await world.clock.pass(0);
  assert.equal(world.link.state, "offline");
});
