import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { STARTED, settled } from "../../link/test/fakes";

/** The page, as far as the loader's quieter parts see it. */
const tag = { dataset: { key: "site", city: "Москва", theme: "" }, src: "https://chat.example/widget.js" };
const storage: Record<string, string> = {};
const answers: { status: number; body?: unknown }[] = [];
const asked: { url: string; options: RequestInit }[] = [];
let scheme = "normal";
let systemIsDark = false;
Object.assign(globalThis, {
  window: globalThis,
  location: { href: "https://shop.example/" },
  document: {
    currentScript: tag,
    querySelector: () => null,
    addEventListener: () => {},
    documentElement: {},
  },
  localStorage: storage,
  getComputedStyle: () => ({ colorScheme: scheme }),
  matchMedia: () => ({
    get matches() {
      return systemIsDark;
    },
  }),
  async fetch(url: string, options: RequestInit) {
    asked.push({ url, options });
    const { status, body } = answers.shift() ?? { status: 500 };
    return { status, ok: status < 300, json: async () => body ?? Promise.reject(new SyntaxError("empty")) };
  },
});

Object.assign(globalThis, { tag });

const { said, settings, origin } = await import("../src/loader/settings");
const { keep, name, recall } = await import("../src/loader/memory");
const { mayGreet } = await import("../src/loader/greeting");
const { countTime, stayNow } = await import("../src/loader/visit-clock");
const { hearPage, emit } = await import("../src/loader/api");
const { post } = await import("../src/loader/server");
const { persist } = await import("../src/loader/persist");
const { isDark } = await import("../src/loader/theme");

const MINUTE = 60_000;
const NOW = 1_800_000_000_000;

beforeEach(() => {
  delete storage[name];
  keep({ token: "", stay: undefined as never, shut: 0 });
});

test("the tag says who it is for, its address where the server is", () => {
  assert.deepEqual([settings.key, settings.city, origin], ["site", "Москва", "https://chat.example"]);
});

test("what is kept is there for the next page, and for as long as the page lives where storage is blocked", () => {
  keep({ token: "t" });
  assert.equal(JSON.parse(storage[name] ?? "").token, "t");
  storage[name] = "{broken";
  assert.equal(recall().token, "t");
});

test("a stay goes on over pages and ends with 30 min of silence", () => {
  const first = stayNow(NOW);
  assert.equal(stayNow(NOW + 29 * MINUTE).id, first.id);
  assert.notEqual(stayNow(NOW + 30 * MINUTE).id, first.id);
});

test("time on site: ticks add up, the time between pages does not, two tabs count once", () => {
  stayNow(NOW);
  for (const at of [1_000, 1_500, 2_000, 2_500]) countTime(NOW + at);
  assert.equal(stayNow(NOW + 2_500).ms, 2_500);
  countTime(NOW + 60_000);
  assert.equal(stayNow(NOW + 60_000).ms, 3_500);
});

const STAY = { id: "s", ms: 25_000, seen: NOW };

test("the window opens by itself after the time the site set", () => {
  assert.equal(mayGreet(STARTED, STAY, NOW), true);
  assert.equal(mayGreet(STARTED, { ...STAY, ms: 24_999 }, NOW), false);
});

test("it does not: without a channel or a choice of them, without a delay, in an open talk, twice, opened before, shut before", () => {
  const { channel: _, ...homeless } = STARTED;
  assert.equal(mayGreet(homeless, STAY, NOW), false);
  assert.equal(mayGreet({ ...homeless, choose: [{ id: "k", name: "Казань" }] }, STAY, NOW), true);
  assert.equal(mayGreet({ ...STARTED, delay_ms: 0 }, STAY, NOW), false);
  assert.equal(mayGreet({ ...STARTED, open: true }, STAY, NOW), false);
  assert.equal(mayGreet({ ...STARTED, greeted: true }, STAY, NOW), false);
  assert.equal(mayGreet(STARTED, { ...STAY, opened: true }, NOW), false);
  keep({ shut: NOW + 1 });
  assert.equal(mayGreet(STARTED, STAY, NOW), false);
  assert.equal(mayGreet(STARTED, STAY, NOW + 2), true);
});

type Page = Pick<Window, "samovar">;
const page = globalThis as unknown as Page;

test("the page is heard, first what it said before; a second loader hears nothing", async () => {
  const heard: unknown[] = [];
  const q: unknown[][] = [
    ["on", "open", (detail: unknown) => heard.push(["event", detail])],
    ["city", "Казань"],
  ];
  page.samovar = Object.assign((...call: unknown[]) => q.push(call), { q }) as unknown as NonNullable<
    Page["samovar"]
  >;
  const wishes = {
    open: () => heard.push("open"),
    close: () => heard.push("close"),
    city: (city: unknown) => heard.push(city),
  };
  assert.equal(hearPage(wishes), true);
  assert.equal(hearPage(wishes), false);
  page.samovar?.("open");
  page.samovar?.q?.push(["close"]);
  page.samovar?.("unheard of");
  emit("open", 1);
  emit("close");
  await settled();
  assert.deepEqual(heard, ["Казань", "open", "close", ["event", 1]]);
});

test("what is no call is no reason to fail", () => {
  const heard: unknown[] = [];
  const q = [
    null,
    5,
    "open",
    {},
    [],
    [Symbol("x")],
    ["toString"],
    ["__proto__"],
    ["on", "open", 5],
    ["city", null],
  ];
  page.samovar = Object.assign(() => {}, { q }) as unknown as NonNullable<Page["samovar"]>;
  const wishes = {
    open: () => heard.push("open"),
    close: () => {},
    city: (city: unknown) => heard.push(city),
  };
  assert.equal(hearPage(wishes), true);
  emit("open");
  for (const call of q) page.samovar?.(...(Array.isArray(call) ? call : [call]));
  assert.deepEqual(heard, [null, "open", null]);
  for (const odd of [document, { q: 5 }, { q: null }, "text"]) {
    page.samovar = odd as unknown as NonNullable<Page["samovar"]>;
    assert.equal(hearPage(wishes), true);
  }
});

test("a city of the page is a text, or nothing", () => {
  for (const odd of [null, undefined, 7, [], {}, () => "x", Symbol("x")]) assert.equal(said(odd), "");
  assert.equal(said("Казань"), "Казань");
  assert.ok(said("я".repeat(9_000)).length < 1_000);
});

test("what is kept and is no object is nothing", () => {
  for (const odd of ["null", "5", '"x"', "[]", "{"]) {
    storage[name] = odd;
    assert.equal(recall().token, undefined, odd);
    assert.ok(stayNow(NOW).id);
  }
});

test("a listener that throws keeps nothing from the others, nor from the widget", async () => {
  const [heard, thrown]: [unknown[], unknown[]] = [[], []];
  page.samovar?.("on", "message", () => {
    throw new Error("the page's own");
  });
  page.samovar?.("on", "message", (detail: unknown) => heard.push(detail));
  process.setUncaughtExceptionCaptureCallback((error) => thrown.push(error.message));
  emit("message", 1);
  emit("message", 2);
  await settled();
  process.setUncaughtExceptionCaptureCallback(null);
  assert.deepEqual(heard, [1, 2]);
  assert.deepEqual(thrown, ["the page's own", "the page's own"]);
});

test("questions go as text without cookies; a refusal rejects with the server's words", async () => {
  answers.push(
    { status: 200, body: { a: 1 } },
    { status: 204 },
    { status: 403, body: { code: "forbidden", text: "Нельзя" } },
  );
  assert.deepEqual(await post("start", { b: 2 }), { a: 1 });
  assert.deepEqual(
    [asked[0]?.url, asked[0]?.options.credentials, asked[0]?.options.body],
    ["https://chat.example/widget/start", "omit", '{"b":2}'],
  );
  assert.equal(await post("page", {}), null);
  await assert.rejects(post("start", {}), { code: "forbidden", text: "Нельзя" });
});

test("what must be done at last is tried again, also where a proxy answers without a word of ours", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const warn = t.mock.method(console, "warn", () => {});
  let done = 0;
  const ask = () => post("start", {}).then(() => done++);
  answers.push({ status: 502 }, { status: 503, body: { code: "busy", text: "?", after_ms: 500 } });
  answers.push({ status: 200, body: {} }, { status: 403, body: { code: "not_listed", text: "Не тот сайт" } });
  await persist(ask);
  for (const ms of [10_000, 20_500]) {
    assert.equal(done, 0);
    t.mock.timers.tick(ms);
    await settled();
  }
  assert.equal(done, 1);
  await persist(ask);
  t.mock.timers.tick(600_000);
  assert.deepEqual([done, answers.length, warn.mock.callCount()], [1, 0, 2]);
});

test("a server that asks for patience is told of, with the time until the next try; a refusal for good ends that", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(Math, "random", () => 0.5);
  t.mock.method(console, "warn", () => {});
  const told: unknown[] = [];
  const hear = (ms: number, { text, lang }: { text?: string; lang?: string }) => told.push([ms, text, lang]);
  const full = { code: "rate", text: "Слишком много", lang: "ru", after_ms: 60_000 };
  answers.push({ status: 429, body: full }, { status: 502 }, { status: 429, body: { ...full, after_ms: 1 } });
  answers.push({ status: 404, body: { code: "no_site", text: "Нет такого", lang: "ru" } });
  await persist(() => post("start", {}), hear);
  for (const ms of [67_500, 15_000, 30_001]) {
    t.mock.timers.tick(ms);
    await settled();
  }
  assert.deepEqual(told, [
    [67_500, "Слишком много", "ru"],
    [30_001, "Слишком много", "ru"],
    [0, "Нет такого", "ru"],
  ]);
});

test("day or night: the site's word, else the tag's, else the page's, light where it says none", () => {
  const cases = [
    ["", "normal", true, false],
    ["", "dark", false, true],
    ["", "light dark", true, true],
    ["", "light dark", false, false],
    ["light", "dark", true, false],
    ["dark", "light", false, true],
    ["light dark", "normal", true, true],
  ] as const;
  for (const [said, page, system, dark] of cases) {
    [settings.theme, scheme, systemIsDark] = [said, page, system];
    assert.equal(isDark(), dark, `${said} ${page} ${system}`);
    assert.equal(isDark(""), dark);
    assert.deepEqual([isDark("dark"), isDark("light"), isDark("light dark")], [true, false, system]);
  }
});
