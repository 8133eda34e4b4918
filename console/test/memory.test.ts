import assert from "node:assert/strict";
import { test } from "node:test";
import { Memory } from "../src/desk/memory";
import { filter } from "./make";

/** A storage that lives in the test. */
function paper() {
  const kept = new Map<string, string>();
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => void kept.set(name, text),
    removeItem: (name: string) => void kept.delete(name),
  };
}

test("choices, filter and drafts survive, and two people do not share them", () => {
  const storage = paper();
  const anna = new Memory(storage, "anna");
  anna.keepDrafts({ c: { text: "привет", kind: "note" } });
  anna.keepFilter(filter({ state: "closed" }));
  anna.keepChoices({ ...anna.choices(), theme: "dark" });
  const again = new Memory(storage, "anna");
  assert.deepEqual(again.drafts(), { c: { text: "привет", kind: "note" } });
  assert.deepEqual(again.filter(), filter({ state: "closed" }));
  assert.equal(again.choices().theme, "dark");
  assert.deepEqual(new Memory(storage, "ivan").drafts(), {});
});

test("how it reached the server is kept beside the choices", () => {
  const storage = paper();
  const anna = new Memory(storage, "anna");
  assert.deepEqual(anna.recall(), {});
  anna.keep({ polled: 5 });
  anna.keepChoices({ ...anna.choices(), theme: "dark" });
  assert.deepEqual(new Memory(storage, "anna").recall(), { polled: 5 });
});

test("a browser that stores nothing, or nonsense, is no obstacle", () => {
  const broken = {
    getItem: () => "{",
    setItem: () => {
      throw new Error("full");
    },
    removeItem: () => {},
  };
  const memory = new Memory(broken, "anna");
  memory.keepDrafts({});
  assert.deepEqual(memory.drafts(), {});
  assert.equal(memory.choices().keys, true);
  assert.deepEqual(new Memory(null, "anna").filter(), { scope: "", state: "open", mine: false });
});

/** A storage whose names can be listed, as a browser's. */
const storageOf = (texts: Record<string, string>) =>
  Object.defineProperties(texts, {
    getItem: { value: (name: string) => texts[name] ?? null },
    setItem: { value: (name: string, text: string) => Object.assign(texts, { [name]: text }) },
    removeItem: { value: (name: string) => delete texts[name] },
  }) as unknown as Storage;

test("whoever leaves takes drafts, filter and habits along, and nothing is written afterwards", () => {
  const texts: Record<string, string> = {};
  const anna = new Memory(storageOf(texts), "anna");
  anna.keepDrafts({ c: { text: "секрет", kind: "note" } });
  anna.keepFilter(filter());
  anna.keep({ polled: 5 });
  anna.keepChoices({ ...anna.choices(), theme: "dark" });
  anna.wipe();
  anna.keepDrafts({ c: { text: "секрет", kind: "note" } });
  assert.deepEqual(Object.keys(texts), ["samovar.choices.anna"]);
});

test("whoever comes finds nothing of anybody before, and keeps what is theirs and the page's", () => {
  const texts: Record<string, string> = { "samovar-visitor": "kept", "samovar.drafts.ivan.x": "{}" };
  const storage = storageOf(texts);
  new Memory(storage, "anna").keepDrafts({ c: { text: "секрет", kind: "note" } });
  const ivan = new Memory(storage, "ivan");
  ivan.keepDrafts({ d: { text: "своё", kind: "message" } });
  ivan.wipeOthers();
  assert.deepEqual(Object.keys(texts).sort(), ["samovar-visitor", "samovar.drafts.ivan"]);
});
