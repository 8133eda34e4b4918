/** Whatever waits goes on: random refusals, losses, clocks that are set, timers that fire early, tabs that sleep. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ServerFrame } from "../src/wire";
import { event, FakeClock, type FakeSocket, settled, World } from "./fakes";

const C = "conversation-number-one";
const D = "conversation-number-two";
const RUNS = 60;

/** Numbers from 0 to 1 that are the same in each run (mulberry32). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Time as browsers give it: with fractions, by timers that cut them off and may fire a little early. */
class RoughClock extends FakeClock {
  private readonly exact = this.after;

  constructor(roll: () => number) {
    super();
    this.time += roll();
    this.random = roll;
    this.after = (ms, fn) => this.exact(Math.max(0, Math.trunc(ms) - roll()), fn);
  }
}

interface Asked {
  t: string;
  cid?: string;
  rid?: string;
  conv?: string;
  body?: string;
}

/** A server that refuses now and then, whose answers get lost, and that lets nothing overtake what it refused. */
class Moody {
  kind = false;
  readonly stored = new Map<string, Asked>();
  private readonly refused = new Map<string, string>();

  constructor(private readonly roll: () => number) {}

  answer({ cid = "", rid = "", conv = C, ...more }: Asked): ServerFrame | null {
    const id = cid + rid;
    const first = this.refused.get(conv);
    const known = this.stored.has(id);
    if (!known && cid && first && first !== id) return this.no(cid, rid, 1_000);
    if (!known && !this.kind && this.roll() < 0.5) {
      if (cid) this.refused.set(conv, id);
      return this.no(cid, rid, Math.round(this.roll() * 3_000));
    }
    if (first === id) this.refused.delete(conv);
    this.stored.set(id, { cid, rid, conv, ...more });
    return !this.kind && this.roll() < 0.3 ? null : { t: "ok", cid, rid, conv, seq: 1 };
  }

  private no(cid: string, rid: string, after_ms: number): ServerFrame {
    return { t: "no", cid, rid, code: "rate", text: "Слишком часто", retry: true, after_ms };
  }
}

/** Answers what came since the last time; pongs keep the line alive. */
function serve(socket: FakeSocket, from: number, server: Moody): number {
  const came = socket.sent.slice(from);
  for (const frame of came) {
    if (frame.t !== "send" && frame.t !== "close") continue;
    const said = server.answer(frame as Asked);
    if (said) socket.tell(said);
  }
  socket.tell({ t: "pong" });
  return from + came.length;
}

for (const seed of Array.from({ length: RUNS }, (_, n) => n + 1)) {
  test(`every message goes once the server takes it, and in its order: chances no. ${seed}`, async () => {
    const roll = dice(seed);
    const clock = new RoughClock(roll);
    const world = new World({ clock });
    const server = new Moody(roll);
    const socket = await world.start();
    let heard = socket.sent.length;
    for (let n = 10; n < 22; n++) {
      world.link.say({ conv: roll() < 0.7 ? C : D, body: `${n}` });
      await clock.pass(roll() * 300);
      heard = serve(socket, heard, server);
      if (roll() < 0.1) clock.ahead += (roll() - 0.5) * 20 * 86_400_000;
      if (roll() < 0.1) clock.sleep(roll() * 5_000);
    }
    server.kind = true;
    // Held for 4 s at most, sent again after 10 s: nobody writes anything more, nothing else happens.
    for (let second = 0; second < 32; second++) {
      await clock.pass(500);
      heard = serve(socket, heard, server);
    }
    assert.deepEqual(
      world.link.pending.filter(({ state }) => state !== "sent").map((one) => one.body),
      [],
    );
    for (const conv of [C, D]) {
      const bodies = [...server.stored.values()].filter((one) => one.conv === conv).map((one) => one.body);
      assert.deepEqual(bodies, [...bodies].sort());
    }
  });

  test(`every command ends, by its answer or in words: chances no. ${seed}`, async () => {
    const roll = dice(seed);
    const clock = new RoughClock(roll);
    const world = new World({ clock });
    const socket = await world.start();
    const server = new Moody(roll);
    let [heard, ended] = [socket.sent.length, 0];
    const over = () => {
      ended++;
    };
    for (let n = 0; n < 6; n++) world.link.command("close", { conv: C, lock: n }).then(over, over);
    for (let second = 0; second < 22; second++) {
      heard = serve(socket, heard, server);
      if (roll() < 0.2) clock.ahead -= roll() * 86_400_000;
      await clock.pass(1_000);
    }
    assert.equal(ended, 6);
  });
}

test("a timer that fires a moment too early is not the last one", async () => {
  const world = new World();
  const socket = await world.start();
  const cid = world.link.say({ conv: C, body: "раз" });
  const { after } = world.clock;
  world.clock.after = (ms, fn) => after(Math.max(0, ms - 0.7), fn);
  socket.tell({ t: "no", cid, code: "rate", text: "", retry: true, after_ms: 1_999 });
  await world.clock.pass(2_600);
  assert.equal(socket.got("send").length, 2);
});

test("messages held back every other second do not put off the one that was lost", async () => {
  const world = new World();
  const socket = await world.start();
  const lost = world.link.say({ conv: C, body: "пропало" });
  const held = world.link.say({ conv: D, body: "часто" });
  for (let second = 0; second < 8; second++) {
    socket.tell({ t: "no", cid: held, code: "rate", text: "", retry: true, after_ms: 500 });
    await world.clock.pass(1_000);
  }
  assert.ok(socket.got("send").filter(({ cid }) => cid === lost).length > 1);
});

test("a page of a talk that is refused for now is asked for again, and nobody hears of it", async () => {
  const world = new World();
  const socket = await world.start();
  const followed = world.link.follow(C);
  const [first] = socket.got("get");
  socket.tell({
    t: "no",
    rid: first?.rid ?? "",
    code: "unavailable",
    text: "Занято",
    retry: true,
    after_ms: 1_000,
  });
  await world.clock.pass(1_500);
  const { rid, ...again } = socket.got("get")[1] ?? { rid: "" };
  assert.deepEqual(again, { t: "get", conv: C });
  socket.tell({ t: "batch", rid, conv: C, from: 1, to: 1, events: [event(1)], seen: {} });
  assert.equal((await followed).seq, 1);
});

test("what is refused again and again is told", async () => {
  const world = new World();
  const socket = await world.start();
  const followed = assert.rejects(world.link.follow(C), { code: "unavailable" });
  for (let n = 0; n < 5; n++) {
    const rid = socket.got("get").at(-1)?.rid ?? "";
    socket.tell({ t: "no", rid, code: "unavailable", text: "Занято", retry: true, after_ms: 1_000 });
    await world.clock.pass(1_500);
  }
  await followed;
});

test("a command that is told to wait longer than anybody watches a button is refused in the server's words", async () => {
  const world = new World();
  const socket = await world.start();
  const done = assert.rejects(world.link.command("close", { conv: C }), { text: "Слишком часто" });
  const { rid } = socket.got("close")[0] as { rid: string };
  socket.tell({ t: "no", rid, code: "rate", text: "Слишком часто", retry: true, after_ms: 60_000 });
  await settled();
  await done;
});

test("a command refused for now until time is over ends in the server's words", async () => {
  const world = new World();
  const socket = await world.start();
  const done = assert.rejects(world.link.command("close", { conv: C }), { text: "Сервер занят" });
  for (let n = 0; n < 15; n++) {
    const { rid } = socket.got("close").at(-1) as { rid: string };
    socket.tell({ t: "no", rid, code: "unavailable", text: "Сервер занят", retry: true, after_ms: 1_000 });
    await world.clock.pass(1_250);
  }
  await done;
});
