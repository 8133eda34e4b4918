import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { Row } from "../../link/src/wire";
import { ANNA, CHANNELS, IVAN, row } from "./make";

/** The browser: one lock for all tabs, what stands on the desktop, what a tab listens to. */
const queue: { take: () => unknown; signal?: AbortSignal | undefined }[] = [];
let held: Promise<unknown> | null = null;
const next = () => {
  const first = held ? undefined : queue.shift();
  if (!first) return;
  held = Promise.resolve(first.signal?.aborted ? undefined : first.take()).then(() => {
    held = null;
    next();
  });
};
const locks = {
  async request(_: string, { signal }: LockOptions, take: () => unknown) {
    queue.push({ take, signal });
    // Never at once, as in browsers.
    await null;
    next();
  },
  query: async () => ({ held: [] }),
};
const shown: string[] = [];
let heard: Record<string, () => void> = {};
Object.defineProperty(globalThis, "navigator", { value: { locks }, configurable: true });
Object.assign(globalThis, {
  document: { visibilityState: "hidden", hasFocus: () => false },
  addEventListener: (sign: string, hear: () => void) => {
    heard[sign] = hear;
  },
  BroadcastChannel: class {
    postMessage() {}
  },
  Notification: class {
    static permission = "granted";
    constructor(title: string) {
      shown.push(title);
    }
    close() {}
  },
});
const { Bell } = await import("../src/notices/bell");

const settled = () => new Promise((done) => setTimeout(done, 5));

/** A tab of Anna's console; `signs`: what its browser can tell it. */
function tab(rows: Row[] = []) {
  const desk = {
    link: { state: "live" },
    choices: { notify: true, sound: true },
    state: {
      channels: CHANNELS,
      reader: { id: ANNA.id },
      rows: new Map(rows.map((each) => [each.conv, each])),
    },
    route: { conv: null },
    place: { route: { conv: null } },
    myself: { presence: "online" },
    subscribe: () => {},
    changed: () => {},
  };
  heard = {};
  const bell = new Bell(desk as never);
  bell.start();
  const change = (it: Row) => {
    desk.state.rows.set(it.conv, it);
    bell.attend();
  };
  return { desk, bell, change, signs: heard };
}

beforeEach(() => {
  shown.length = 0;
});

for (const [sleeps, wakes] of [
  ["freeze", "resume"],
  ["pagehide", "pageshow"],
] as const)
  test(`a tab that hears ${sleeps} leaves the bell to the other, and may have it again after ${wakes}`, async () => {
    const [first, second] = [tab(), tab()];
    await settled();
    first.signs[sleeps]?.();
    await settled();
    second.change(row());
    await settled();
    assert.deepEqual(shown, ["Новый чат, Москва"]);
    first.signs[wakes]?.();
    second.signs[sleeps]?.();
    await settled();
    first.change(row());
    await settled();
    assert.equal(shown.length, 2);
    first.signs[sleeps]?.();
    await settled();
  });

for (const state of ["stopped", "offline", "connecting"])
  test(`a tab whose connection is ${state} leaves the bell to the other`, async () => {
    const [first, second] = [tab(), tab()];
    await settled();
    first.desk.link.state = state;
    first.bell.attend();
    await settled();
    second.change(row());
    await settled();
    assert.equal(shown.length, 1);
    second.signs.freeze?.();
    await settled();
  });

test("what was held back rings when nothing holds it back any more: kept for a colleague, or a break", async () => {
  const { desk, bell, change, signs } = tab();
  await settled();
  const kept = row({ prefer: IVAN.id ?? "" });
  change(kept);
  desk.myself.presence = "away";
  change({ ...kept, prefer: "", rev: 2 });
  await settled();
  assert.deepEqual(shown, []);
  desk.myself.presence = "online";
  bell.attend();
  bell.attend();
  await settled();
  assert.equal(shown.length, 1);
  signs.freeze?.();
  await settled();
});

test("notifications that are switched off for this browser stay away, and come when they are switched on", async () => {
  const { desk, bell, change, signs } = tab();
  desk.choices.notify = false;
  bell.attend();
  await settled();
  change(row());
  await settled();
  assert.deepEqual(shown, []);
  assert.match(await bell.test(), /^Был звук/);
  desk.choices.sound = false;
  assert.match(await bell.test(), /не позовёт$/);
  assert.deepEqual(shown, []);
  desk.choices.notify = true;
  bell.attend();
  await settled();
  assert.deepEqual(shown, ["Новый чат, Москва"]);
  assert.match(await bell.test(), /^Уведомление/);
  assert.equal(shown.length, 2);
  signs.freeze?.();
  await settled();
});
