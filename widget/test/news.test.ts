import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { after, before, beforeEach, mock, test } from "node:test";
import type { Batch, Event, Row, Started, Team } from "../../link/src/wire";
import { event, FakeSocket, settled, WELCOME } from "../../link/test/fakes";
import type { Kept } from "../src/loader/memory";
import type { Shell } from "../src/shell";

/** What the page was told, and how often it was heard. */
const told: string[] = [];
let tones = 0;
/** How many are there, as the button was told. */
const met: number[] = [];
const sockets: FakeSocket[] = [];
let kept = {};

class Sound {
  currentTime = 0;
  frequency = {};
  gain = {};
  destination = {};
  createOscillator = () => this;
  createGain = () => this;
  connect = () => this;
  stop = () => {};
  start = () => {
    tones++;
  };
}

class Socket extends FakeSocket {
  constructor() {
    super();
    sockets.push(this);
  }
}

Object.assign(globalThis, { WebSocket: Socket, AudioContext: Sound });
/** A server whose only part is the tone. */
const SERVER = "data:text/javascript,export const tone = audio => audio.start() //";

const { part } = await import("../src/loader/parts");
const store = await import("../src/panel/store");
const { looked, used } = await import("../src/panel/attention");

const shell = {
  origin: SERVER,
  part: (name: string) => part(SERVER, name),
  name: "samovar:site",
  started: { token: "t", site: "Ольха", lang: "ru" },
  recall: () => kept,
  keep: (change: object) => {
    kept = { ...kept, ...change };
  },
  start: async () => shell.started,
  emit: (name: string, detail: Event) => told.push(`${name} ${detail.seq}`),
  met(started: Started) {
    shell.started = started;
    met.push(started.team?.length ?? 0);
  },
} as unknown as Shell;

function row(conv: string, seq: number, more: Partial<Row> = {}): Row {
  const [opened, updated] = ["2026-11-22T12:00:00Z", "2026-11-22T12:00:00Z"];
  return { conv, number: 1, rev: seq, state: "held", channel: "m", seq, opened, updated, ...more };
}

const socket = () => sockets.at(-1) as FakeSocket;
const say = (conv: string, ...events: Event[]) => {
  for (const e of events) socket().tell({ t: "ev", conv, e });
};
const visitors = (seq: number) => event(seq, { by: { side: "visitor" } });

/** The answer to the last question about a talk. */
function answer(conv: string, events: Event[], more: Partial<Batch> = {}): void {
  const asked = socket()
    .got("get")
    .filter((frame) => frame.conv === conv);
  const { rid } = asked.at(-1) as { rid: string };
  const [from, to] = [events[0]?.seq ?? 0, events.at(-1)?.seq ?? 0];
  socket().tell({ t: "batch", rid, conv, from, to, events, seen: {}, ...more });
}

async function welcome(rows: Row[]): Promise<void> {
  await settled();
  socket().open();
  socket().tell({ ...WELCOME, rows });
  await settled();
}

/** The tone is fetched: until so many were heard. */
async function heard(wanted: number): Promise<void> {
  for (let turn = 0; tones < wanted && turn < 1_000; turn++) await new Promise(setImmediate);
}

before(async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  store.begin(shell, () => {});
  looked();
  used();
  await welcome([row("old", 3), row("ended", 2, { state: "closed" })]);
});

beforeEach(() => {
  told.length = tones = 0;
});

after(() => {
  store.link.connection.stop("asked");
  mock.timers.reset();
});

test("settings of the site that change meanwhile hold at once, and what else is known stays", () => {
  const before = shell.started;
  socket().tell({ t: "site", delay_ms: 0, closed_days: 1, reopen_ms: 60_000, style: { css: ".sv{}" } });
  const { started } = store.state;
  assert.deepEqual([started.closed_days, started.reopen_ms, started.style?.css], [1, 60_000, ".sv{}"]);
  assert.deepEqual([started.site, started.token], [before.site, before.token]);
  socket().tell({ t: "site", delay_ms: 0, closed_days: 7, reopen_ms: 60_000, style: null });
  assert.equal(store.state.started.style, null);
  met.length = 0;
});

test("what was there before the page is no news, however late it is fetched", () => {
  answer("old", [event(3)], { more: true });
  store.link.logs.older("old");
  answer("old", [event(1), event(2)]);
  assert.equal(store.link.logs.known.get("old")?.events.length, 3);
  assert.deepEqual([told, store.link.logs.known.has("ended")], [[], false]);
});

test("of two messages that one row tells of the page hears both, each once, before the row comes", async () => {
  say("old", event(4), event(5), event(5));
  assert.deepEqual(told, ["message 4", "message 5"]);
  socket().tell({ t: "summary", row: row("old", 5, { last: event(5) }) });
  await heard(2);
  assert.deepEqual([told.length, tones], [2, 2]);
});

test("a message is told although the visitor wrote right after it; their own and other entries are not", () => {
  say("old", event(6), visitors(7), event(8, { kind: "claimed" }));
  socket().tell({ t: "summary", row: row("old", 8, { last: visitors(7) }) });
  assert.deepEqual(told, ["message 6"]);
});

test("one that came too early waits for those before it", () => {
  say("old", event(10));
  assert.deepEqual(told, []);
  mock.timers.tick(500);
  answer("old", [event(9), event(10)]);
  assert.deepEqual(told, ["message 9", "message 10"]);
});

test("of a talk that an operator begins the first message is told too", () => {
  say("begun", event(1));
  socket().tell({ t: "summary", row: row("begun", 1, { last: event(1) }) });
  say("begun", event(2));
  answer("begun", [event(1), event(2)]);
  assert.deepEqual(told, ["message 1", "message 2"]);
});

test("after a missing connection everything that came meanwhile is told, also of a talk that has ended", async () => {
  socket().end(1006);
  mock.timers.tick(60_000);
  await welcome([row("old", 12), row("begun", 2), row("elsewhere", 2, { state: "closed" })]);
  socket().tell({ t: "batch", conv: "old", from: 11, to: 12, events: [event(11), event(12)], seen: {} });
  answer("elsewhere", [event(1), event(2)]);
  assert.deepEqual(told, ["message 11", "message 12", "message 1", "message 2"]);
  assert.equal(store.link.logs.known.has("ended"), false);
});

test("a log that begins anew is no news, what follows it is", () => {
  socket().tell({ t: "reset", scope: "old", reason: "cursor" });
  answer("old", [event(1), event(2)]);
  assert.deepEqual(told, []);
  say("old", event(3));
  assert.deepEqual(told, ["message 3"]);
});

test("whoever ends the talk leaves no draft in the browser", () => {
  store.write("Мой адрес");
  store.end();
  assert.deepEqual([store.state.draft, (kept as { draft?: string }).draft], ["", ""]);
});

test("the button says who is there where the talk goes on, also after it was moved, and nobody else", () => {
  const told = (id: string, team: NonNullable<Team["team"]>) =>
    socket().tell({ t: "team", channel: { id, name: id }, team });
  socket().tell({ t: "summary", row: row("old", 20, { state: "closed" }) });
  socket().tell({ t: "summary", row: row("begun", 20, { channel: "kazan" }) });
  told("m", [
    { id: "a", name: "Анна" },
    { id: "i", name: "Иван" },
  ]);
  told("kazan", [{ id: "t", name: "Тимур" }]);
  told("kazan", []);
  assert.deepEqual(met, [1, 0]);
});

test("the end that was asked for without a network is asked for on the next page, until it is answered", async () => {
  const page = async () => {
    store.link.connection.stop("asked");
    store.begin(shell, () => {});
    await welcome([row("begun", 20)]);
  };
  kept = {};
  await page();
  socket().end(1006);
  store.end();
  assert.equal((kept as Kept).ending?.conv, "begun");
  // As another page would find it, which knows nothing else; kept by a script of the version before.
  const before = { t: "cmd", rid: "of-the-page-before", name: "close", conv: "begun" };
  kept = { ending: before };
  await page();
  assert.deepEqual(socket().got("close"), [{ t: "close", rid: "of-the-page-before", conv: "begun" }]);
  socket().tell({ t: "ok", rid: "of-the-page-before" });
  await page();
  assert.deepEqual(socket().got("close"), []);
});
