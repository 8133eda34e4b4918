import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import type { Started } from "../../link/src/wire";
import { blank, talking } from "../src/panel/state";
import { form, leave, wayOf } from "../src/parts/leaving";
import type { Help } from "../src/parts/more";

const started = {
  token: "t",
  site: "Ольха",
  lang: "ru",
  channel: { id: "moscow", name: "Москва" },
} as Started;
const sent: Record<string, unknown>[] = [];
const talks: (string | undefined)[] = [];
let answers: (Response | Error)[] = [];
let draft = "";

globalThis.fetch = async (_, init) => {
  sent.push(JSON.parse(`${init?.body}`));
  const answer = answers.shift() ?? new TypeError("no line");
  if (answer instanceof Error) throw answer;
  return answer;
};

const help = (): Help =>
  ({
    shell: { origin: "https://chat.example", started },
    state: blank(started, draft),
    write: (text: string) => {
      draft = text;
    },
    talk: (conv?: string) => talks.push(conv),
    later: () => {},
  }) as unknown as Help;

const settled = () => new Promise((done) => setImmediate(done));
const taken = () => Response.json({ conv: "c1" });
const refused = (code: string, after_ms = 0) =>
  Response.json({ code, text: code, after_ms }, { status: 400 });

mock.timers.enable({ apis: ["setTimeout"] });

beforeEach(() => {
  sent.length = talks.length = 0;
  answers = [];
  draft = "Сколько ждать замера?";
  form.fields = { ways: ["chat", "phone", "email"], consent: { version: 2, text: "Согласен" } };
  form.filled = { contact: "pavel@home.example", way: "", category: "", agreed: true };
  form.problem = form.sent = null;
});

test("what is stored leads into its talk, and the question is no draft any more", async () => {
  answers = [taken()];
  leave(help());
  await settled();
  const [{ body, contact, way, consent, rid }] = sent as [Record<string, unknown>];
  assert.deepEqual(
    [body, contact, way, consent],
    ["Сколько ждать замера?", "pavel@home.example", "email", 2],
  );
  assert.match(`${rid}`, /^[\w-]{16,}$/);
  assert.deepEqual([talks, draft, form.sent], [["c1"], "", null]);
});

test("without a line it goes out again by itself, as the same thing, until it is taken", async () => {
  answers = [new TypeError("no line"), refused("rate", 700), taken()];
  leave(help());
  leave(help());
  await settled();
  assert.equal(form.problem?.text, "Нет связи. Пишите — отправим, когда она вернётся");
  mock.timers.tick(5_000);
  await settled();
  assert.equal(form.problem?.code, "rate");
  mock.timers.tick(700);
  await settled();
  assert.deepEqual(talks, ["c1"]);
  assert.deepEqual(new Set(sent.map(({ rid }) => rid)).size, 1);
  assert.equal(sent.length, 3);
});

test("what is refused stays, and goes out anew once it is changed", async () => {
  answers = [refused("bad_contact"), taken()];
  leave(help());
  await settled();
  assert.deepEqual([form.problem?.code, draft, form.sent], ["bad_contact", "Сколько ждать замера?", null]);
  leave(help());
  await settled();
  assert.notEqual(sent[0]?.rid, sent[1]?.rid);
});

test("consent to other words has to be given anew", async () => {
  answers = [refused("no_consent")];
  leave(help());
  await settled();
  assert.equal(form.filled.agreed, false);
});

test("the way goes with what is typed until one is chosen", () => {
  assert.equal(wayOf(form), "email");
  form.filled.contact = "8 916";
  assert.equal(wayOf(form), "phone");
  form.filled.way = "chat";
  assert.equal(wayOf(form), "chat");
});

test("a new question begins with the form where the channel sleeps, and nowhere else", () => {
  const asleep = blank({ ...started, shut: true });
  assert.equal(talking(asleep, "").screen, "leave");
  assert.equal(talking(asleep, "c1").screen, "talk");
  assert.equal(talking(blank(started), "").screen, "talk");
});
