import assert from "node:assert/strict";
import { test } from "node:test";
import { byLongPoll, failuresInRow } from "../src/connection/closing";
import { longPoll } from "../src/connection/long-poll";
import type { SocketLike } from "../src/connection/socket";
import { FakeClock, FakeSocket, settled, World } from "./fakes";

const WELCOME = '{"t":"welcome","v":1}';

interface Request {
  address: string;
  lines: string[];
  answer(text: string, status?: number): void;
  fail(): void;
  signal: AbortSignal;
}

/** A connection made of requests, and the server at the other end. */
class Office {
  readonly clock = new FakeClock();
  readonly requests: Request[] = [];
  readonly probes: FakeSocket[] = [];
  readonly heard: string[] = [];
  readonly ends: number[] = [];
  kept: { polled?: number } = {};
  readonly socket: SocketLike;

  constructor() {
    globalThis.fetch = ((address: string, { body, signal }: { body: string; signal: AbortSignal }) =>
      new Promise((resolve, reject) => {
        const lines = body.split("\n");
        const answer = (text: string, status = 200) =>
          resolve({ ok: status < 300, status, text: async () => text } as Response);
        const fail = () => reject(new TypeError("no network"));
        signal.addEventListener("abort", fail);
        this.requests.push({ address, lines, answer, fail, signal });
      })) as typeof fetch;
    const habit = {
      recall: () => this.kept,
      keep: (change: { polled: number }) => Object.assign(this.kept, change),
    };
    this.socket = longPoll("wss://chat.example/ws/visitor", habit, this.clock, () => this.probe());
    this.socket.onmessage = ({ data }) => this.heard.push(`${data}`);
    this.socket.onclose = ({ code }) => this.ends.push(code);
  }

  private probe(): SocketLike {
    this.probes.push(new FakeSocket());
    return this.probes.at(-1) as unknown as SocketLike;
  }

  /** The newest request of one kind. */
  async asked(deed: string): Promise<Request> {
    await settled();
    const found = this.requests.filter(({ address }) => address.endsWith(`/line/visitor${deed}`)).at(-1);
    assert.ok(found, `no request ${deed}`);
    return found;
  }

  async begin(): Promise<Request> {
    this.socket.send('{"t":"hello"}');
    (await this.asked("")).answer(`the-id\n${WELCOME}`);
    return this.asked("/take");
  }
}

test("hello begins; then it asks for frames, again and again, and says how many answers came", async () => {
  const office = new Office();
  let opened = false;
  office.socket.onopen = () => {
    opened = true;
  };
  await office.clock.pass(0);
  assert.ok(opened);
  const first = await office.begin();
  assert.equal(office.requests[0]?.address, "https://chat.example/line/visitor");
  assert.deepEqual(office.requests[0]?.lines, ['{"t":"hello"}']);
  assert.deepEqual(first.lines, ["the-id", "1"]);
  first.answer('{"t":"pong"}\n{"t":"reset"}');
  assert.deepEqual((await office.asked("/take")).lines, ["the-id", "2"]);
  assert.deepEqual(office.heard, [WELCOME, '{"t":"pong"}', '{"t":"reset"}']);
});

test("an answer without frames is asked after once more", async () => {
  const office = new Office();
  (await office.begin()).answer("");
  assert.deepEqual((await office.asked("/take")).lines, ["the-id", "2"]);
  assert.deepEqual(office.heard, [WELCOME]);
});

test("frames go out in order, eight at most in a request, one request at a time", async () => {
  const office = new Office();
  await office.begin();
  for (let number = 0; number < 11; number++) office.socket.send(`{"n":${number}}`);
  const first = await office.asked("/say");
  assert.deepEqual(first.lines, ["the-id", '{"n":0}']);
  first.answer("", 204);
  const second = await office.asked("/say");
  assert.deepEqual(second.lines, ["the-id", ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => `{"n":${n}}`)]);
  second.answer("", 204);
  assert.deepEqual((await office.asked("/say")).lines, ["the-id", '{"n":9}', '{"n":10}']);
});

test("what the server says at the end is the close code", async () => {
  const office = new Office();
  (await office.begin()).answer('{"t":"pong"}\n{"t":"end","code":4401,"reason":"token"}\n{"t":"late"}');
  await settled();
  assert.deepEqual(office.ends, [4401]);
  assert.deepEqual(office.heard, [WELCOME, '{"t":"pong"}']);
  assert.equal(office.socket.readyState, 3);
});

test("a request that fails ends the connection, once, and breaks off the others", async () => {
  for (const deed of ["/take", "/say"]) {
    const office = new Office();
    const take = await office.begin();
    office.socket.send("{}");
    (await office.asked(deed)).fail();
    await settled();
    assert.deepEqual(office.ends, [1006]);
    assert.ok(take.signal.aborted);
    await office.clock.pass(600_000);
    assert.equal(office.requests.length, 3);
  }
});

test("a refused request breaks it too; one that is too large says so", async () => {
  for (const [status, code] of [
    [404, 1006],
    [409, 1006],
    [413, 1009],
  ] as const) {
    const office = new Office();
    (await office.begin()).answer("", status);
    await settled();
    assert.deepEqual(office.ends, [code]);
  }
});

test("a closed connection says nothing more", async () => {
  const office = new Office();
  const take = await office.begin();
  office.socket.close();
  take.answer('{"t":"pong"}');
  await settled();
  assert.deepEqual(office.ends, []);
  assert.deepEqual(office.heard, [WELCOME]);
  assert.ok(take.signal.aborted);
});

test("it is remembered for a day, from the first time on", async () => {
  const office = new Office();
  assert.equal(office.kept.polled, undefined);
  await office.begin();
  assert.equal(office.kept.polled, office.clock.time + 86_400_000);
  const again = new Office();
  again.kept.polled = again.clock.time + 1000;
  await again.begin();
  assert.equal(again.kept.polled, again.clock.time + 1000);
});

test("a connection that was refused is not remembered", async () => {
  const office = new Office();
  office.socket.send('{"t":"hello"}');
  (await office.asked("")).answer('\n{"t":"end","code":1013}');
  await settled();
  assert.deepEqual(office.ends, [1013]);
  assert.equal(office.kept.polled, undefined);
  assert.equal(office.probes.length, 0);
});

test("a socket that lives and answers with the server's own word takes over", async () => {
  const office = new Office();
  await office.begin();
  const [probe] = office.probes as [FakeSocket];
  probe.open();
  await office.clock.pass(4_999);
  assert.deepEqual(probe.sent, []);
  await office.clock.pass(1);
  assert.deepEqual(probe.sent, [{ t: "ping" }]);
  probe.end(4400);
  assert.deepEqual(office.ends, [0]);
  assert.equal(office.kept.polled, 0);
});

test("a socket that is refused, or brings nothing, is tried again after some minutes", async () => {
  const office = new Office();
  await office.begin();
  for (let tries = 1; tries <= 3; tries++) {
    assert.equal(office.probes.length, tries);
    (office.probes.at(-1) as FakeSocket).end(tries === 2 ? 1012 : 1006);
    await office.clock.pass(239_999);
    assert.equal(office.probes.length, tries);
    await office.clock.pass(1);
  }
  assert.deepEqual(office.ends, []);
});

test("a page that forbids sockets talks all the same", async () => {
  const office = new Office();
  office.socket.close();
  const forbidden = () => {
    throw new Error("Content-Security-Policy");
  };
  const socket = longPoll(
    "ws://x/ws/visitor",
    { recall: () => ({}), keep: () => {} },
    office.clock,
    forbidden,
  );
  socket.onclose = ({ code }) => office.ends.push(code);
  socket.send('{"t":"hello"}');
  (await office.asked("")).answer(`the-id\n${WELCOME}`);
  await office.asked("/take");
  assert.deepEqual(office.ends, []);
});

test("which sockets were of use", () => {
  assert.equal(failuresInRow(0, 1006, 0, true), 1);
  assert.equal(failuresInRow(1, 0, 0, true), 2);
  assert.equal(failuresInRow(1, 1006, 4_999, true), 2);
  assert.equal(failuresInRow(1, 1006, 5_000, true), 0);
  for (const code of [1012, 1013, 4400, 4401, 4408, 4429]) assert.equal(failuresInRow(1, code, 0, true), 0);
  assert.equal(failuresInRow(1, 1006, 0, false), 1);
});

/** The socket ends, and the next one is dialled. */
async function next(world: World, code: number): Promise<void> {
  await settled();
  const before = world.ways.length;
  world.socket.end(code);
  for (let waits = 0; world.ways.length === before && waits < 100; waits++) await world.clock.pass(500);
  assert.equal(world.ways.length, before + 1);
}

test("the other way is the one that is not the habit", () => {
  assert.equal(byLongPoll(false, 1000), false);
  assert.equal(byLongPoll(true, 1000), true);
  assert.equal(byLongPoll(false, 1000, 1001), true);
  assert.equal(byLongPoll(true, 1000, 1001), false);
  assert.equal(byLongPoll(false, 1000, 1000), false);
});

test("after two sockets that were of no use the other way has its turn, then sockets again", async () => {
  const world = new World();
  world.link.start();
  for (let dialled = 1; dialled < 6; dialled++) await next(world, 1006);
  assert.deepEqual(world.ways, ["socket", "socket", "other", "socket", "socket", "other"]);
});

test("sockets that the server itself ends, and those that lived, do not count", async () => {
  const world = new World();
  await world.start();
  for (const code of [1012, 4408, 1006, 1012]) {
    await world.clock.pass(code === 1006 ? 5_000 : 0);
    await next(world, code);
    await world.welcome();
  }
  assert.deepEqual(new Set(world.ways), new Set(["socket"]));
});

test("without a network nothing is learnt of sockets", async () => {
  const world = new World();
  world.link.start();
  Object.assign(navigator, { onLine: false });
  for (let times = 0; times < 4; times++) await next(world, 1006);
  Object.assign(navigator, { onLine: true });
  assert.deepEqual(new Set(world.ways), new Set(["socket"]));
});

test("a connection that was dialled for nothing is closed", async () => {
  const late: FakeSocket[] = [];
  const world = new World({
    socket: async () => {
      await settled();
      late.push(new FakeSocket());
      return late.at(-1) as unknown as SocketLike;
    },
  });
  world.link.start();
  await Promise.resolve();
  await Promise.resolve();
  world.link.stop();
  await settled();
  await settled();
  assert.deepEqual(
    late.map(({ readyState }) => readyState),
    late.length ? [3] : [],
  );
  assert.equal(late.length, 1);
});
