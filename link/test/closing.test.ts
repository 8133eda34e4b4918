import assert from "node:assert/strict";
import { test } from "node:test";
import { afterClose } from "../src/connection/closing";
import type { Drain } from "../src/wire";
import { World } from "./fakes";

interface Closing {
  code: number;
  reason?: string;
  live?: boolean;
  again?: boolean;
  tries?: number;
  drain?: Drain;
}

const HERD_MS = 4_000;

function judge({
  code,
  reason = "",
  live = true,
  again = false,
  tries = 0,
  drain,
}: Closing): string | number {
  return afterClose(code, reason, live, again, tries, HERD_MS, drain ?? null, 0.5);
}

const rows: [string, Closing, string | number][] = [
  ["1012 restart, no window told: the herd's", { code: 1012 }, 2000],
  [
    "1012 restart after drain: inside its window",
    { code: 1012, drain: { t: "drain", min_ms: 1000, max_ms: 5000 } },
    3000,
  ],
  [
    "any close after drain: inside its window",
    { code: 1006, drain: { t: "drain", min_ms: 1000, max_ms: 5000 } },
    3000,
  ],
  ["1013 busy: the usual delay", { code: 1013, tries: 2 }, 1000],
  ["1009 too big: come back", { code: 1009 }, 250],
  ["1009 before welcome: hello is what was refused", { code: 1009, live: false }, "version"],
  ["4400 bad frame: come back", { code: 4400 }, 250],
  ["4400 before welcome: another version", { code: 4400, live: false }, "version"],
  ["4401 token refused: fetch a new one at once", { code: 4401, live: false }, 0],
  ["4401 again: stop", { code: 4401, live: false, again: true }, "token"],
  ["4403 forbidden: stop", { code: 4403 }, "forbidden"],
  ["4408 slow: come back and resume", { code: 4408 }, 250],
  ["4429 rate: the wait told in the reason", { code: 4429, reason: "7000" }, 7500],
  ["4429 rate without a word: 10 s", { code: 4429 }, 10_500],
  ["abnormal close of a healthy connection: the herd window", { code: 1006 }, 2000],
  ["abnormal close of one that was never live: the usual delay", { code: 1006, live: false }, 250],
  ["our own giving up: the usual delay", { code: 0 }, 250],
  ["the usual delay has an end", { code: 1013, tries: 40 }, 15_000],
];

for (const [name, given, expected] of rows) {
  test(name, () => assert.equal(judge(given), expected));
}

test("4401: one new token, then the end", async () => {
  const world = new World();
  world.link.start();
  await world.clock.pass(0);
  world.socket.end(4401);
  await world.clock.pass(0);
  assert.deepEqual(world.tokens, [false, true]);
  world.socket.end(4401);
  await world.clock.pass(60_000);
  assert.equal(world.link.state, "stopped");
  assert.equal(world.link.stoppedBecause, "token");
  assert.equal(world.sockets.length, 2);
});

test("4401 after a welcome is a first refusal again", async () => {
  const world = new World();
  world.link.start();
  await world.clock.pass(0);
  world.socket.end(4401);
  await world.clock.pass(0);
  await world.welcome();
  world.socket.end(4401);
  await world.clock.pass(0);
  assert.deepEqual(world.tokens, [false, true, true]);
  assert.equal(world.link.state, "connecting");
});

test("4403: stops and answers nothing any more", async () => {
  const world = new World();
  const socket = await world.start();
  socket.end(4403);
  await world.clock.pass(120_000);
  assert.equal(world.sockets.length, 1);
  await assert.rejects(world.link.command("close", { conv: "c" }), { code: "stopped" });
});

test("drain then 1012: back inside the window", async () => {
  const world = new World();
  const socket = await world.start();
  socket.tell({ t: "drain", min_ms: 2_000, max_ms: 10_000 });
  socket.end(1012);
  assert.equal(world.link.nextTry, world.clock.ticks() + 6_000);
});
