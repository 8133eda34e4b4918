import assert from "node:assert/strict";
import { test } from "node:test";
import { World } from "./fakes";

const C = "conversation-number-one";

test("a command ends in its ok", async () => {
  const world = new World();
  const socket = await world.start();
  const done = world.link.command("close", { conv: C });
  const { rid, ...rest } = socket.got("close")[0] as { rid: string };
  assert.deepEqual(rest, { t: "close", conv: C });
  socket.tell({ t: "ok", rid, conv: C, lock: 4 });
  assert.equal((await done).lock, 4);
});

test("a refusal says who was faster", async () => {
  const world = new World();
  const socket = await world.start();
  const done = world.link.command("claim", { conv: C });
  const { rid } = socket.got("claim")[0] as { rid: string };
  socket.tell({
    t: "no",
    rid,
    code: "taken",
    text: "Занято: Анна",
    by: { side: "operator", name: "Анна" },
    at: "12:00",
  });
  await assert.rejects(
    done,
    (refusal: { code: string; by: { name: string }; at: string; message: string }) => {
      assert.deepEqual(
        [refusal.code, refusal.by.name, refusal.at, refusal.message],
        ["taken", "Анна", "12:00", "Занято: Анна"],
      );
      return true;
    },
  );
});

test("the same rid goes out again after a reconnect", async () => {
  const world = new World();
  const first = await world.start();
  const done = world.link.command("claim", { conv: C });
  first.end(4408);
  await world.clock.pass(500);
  const second = await world.welcome();
  const { rid } = first.got("claim")[0] as { rid: string };
  assert.deepEqual(
    second.got("claim").map((frame) => frame.rid),
    [rid],
  );
  second.tell({ t: "ok", rid, dup: true });
  assert.equal((await done).dup, true);
});

test("no answer in 20 s is a refusal, too, and a late answer is nothing", async () => {
  const world = new World();
  world.link.start();
  const done = assert.rejects(world.link.command("claim", { conv: C }), { code: "timeout" });
  await world.clock.pass(20_000);
  await done;
  await world.welcome();
  assert.equal(world.socket.got("claim").length, 0);
});

test("asked to wait: the same command again after the wait", async () => {
  const world = new World();
  const socket = await world.start();
  const done = world.link.command("close", { conv: C });
  const { rid } = socket.got("close")[0] as { rid: string };
  socket.tell({ t: "no", rid, code: "drain", text: "", retry: true, after_ms: 1_000 });
  await world.clock.pass(1_250);
  assert.equal(socket.got("close").length, 2);
  socket.tell({ t: "ok", rid });
  await done;
});

test("questions wait for the connection and are asked again after a reconnect", async () => {
  const world = new World();
  const page = world.link.ask({ t: "list", state: "all" });
  const first = await world.start();
  assert.equal(first.got("list").length, 1);
  first.end(4408);
  await world.clock.pass(500);
  const second = await world.welcome();
  const { rid } = second.got("list")[0] as { rid: string };
  second.tell({ t: "page", rid, rows: [], next: "n" });
  assert.equal((await page).next, "n");
});

test("4400 with a command on the way: it is not asked again", async () => {
  const world = new World();
  const socket = await world.start();
  const done = assert.rejects(world.link.command("close", { conv: C }), { code: "bad_request" });
  socket.end(4400);
  await done;
  await world.clock.pass(500);
  assert.equal((await world.welcome()).got("close").length, 0);
});
