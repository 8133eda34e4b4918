import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { after, mock, test } from "node:test";
import { FakeSocket, settled } from "../../link/test/fakes";
import type { Shell } from "../src/shell";

/** A server that has a part as long as it is there; as browsers do, Node remembers of an address that it failed. */
const SERVER = `data:text/javascript,
if (!globalThis.there) throw new Error("not to be had");
globalThis.asked++;
export const sheet = "p {}", words = () => "here" //`;
const server = Object.assign(globalThis, { there: true, asked: 0, WebSocket: FakeSocket });

const { part } = await import("../src/loader/parts");
const store = await import("../src/panel/store");
const { fetched, further, missing } = await import("../src/panel/parts");
const { strip } = await import("../src/screens/head");

interface Words {
  words(): string;
}

const sheets: string[] = [];
const shell = {
  origin: SERVER,
  name: "samovar:site",
  started: { token: "t", site: "Ольха", lang: "ru" },
  recall: () => ({}),
  keep: () => {},
  start: async () => shell.started,
  addSheet: (text: string) => sheets.push(text),
  part: (name: string) => part(SERVER, name, "b1"),
} as unknown as Shell;
let drawings = 0;
mock.timers.enable({ apis: ["setTimeout"] });
store.begin(shell, () => drawings++);

after(() => {
  store.link.connection.stop("asked");
  mock.timers.reset();
});

/** What the strip of the window says. */
const said = () => JSON.stringify(strip() ?? "");

test("a part is fetched once, whoever asks for it and how often", async () => {
  const [one, another] = await Promise.all([part<Words>(SERVER, "one"), part<Words>(SERVER, "one")]);
  assert.equal(one.words(), "here");
  assert.equal(one, another);
  assert.equal(await part(SERVER, "one"), one);
  assert.equal(server.asked, 1);
});

test("one that could not be fetched is fetched anew when it is asked for again", async () => {
  server.there = false;
  await assert.rejects(part(SERVER, "late"), /not to be had/);
  server.there = true;
  assert.equal((await part<Words>(SERVER, "late")).words(), "here");
});

test("the window draws without a part until it has come, and then with it and its style", async () => {
  assert.equal(further("menu"), undefined);
  const before = drawings;
  await fetched("menu");
  assert.ok(drawings > before);
  assert.equal(further<Words>("menu")?.words(), "here");
  assert.deepEqual([sheets, missing.size], [["p {}"], 0]);
});

test("a part that cannot be fetched is told to the person, and tried again until it comes", async () => {
  server.there = false;
  assert.equal(further("list"), undefined);
  await settled();
  assert.match(said(), /alert.*Не загрузилось. Пробуем ещё раз/);
  mock.timers.tick(5_000);
  await settled();
  assert.match(said(), /Не загрузилось/, "once more, in vain");
  server.there = true;
  mock.timers.tick(5_000);
  await settled();
  assert.equal(further<Words>("list")?.words(), "here");
  assert.doesNotMatch(said(), /Не загрузилось/);
});
