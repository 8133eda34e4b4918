import assert from "node:assert/strict";
import { test } from "node:test";
import { Memory } from "../src/memory";
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
  const shelf = paper();
  const anna = new Memory(shelf, "anna");
  anna.keepDrafts({ c: { text: "привет", kind: "note" } });
  anna.keepFilter(filter({ state: "closed" }));
  anna.keepChoices({ ...anna.choices(), theme: "dark" });
  const again = new Memory(shelf, "anna");
  assert.deepEqual(again.drafts(), { c: { text: "привет", kind: "note" } });
  assert.deepEqual(again.filter(), filter({ state: "closed" }));
  assert.equal(again.choices().theme, "dark");
  assert.deepEqual(new Memory(shelf, "ivan").drafts(), {});
});

test("how it reached the server is kept beside the choices", () => {
  const shelf = paper();
  const anna = new Memory(shelf, "anna");
  assert.deepEqual(anna.recall(), {});
  anna.keep({ polled: 5 });
  anna.keepChoices({ ...anna.choices(), theme: "dark" });
  assert.deepEqual(new Memory(shelf, "anna").recall(), { polled: 5 });
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
const shelfOf = (texts: Record<string, string>) =>
  Object.defineProperties(texts, {
    getItem: { value: (name: string) => texts[name] ?? null },
    setItem: { value: (name: string, text: string) => Object.assign(texts, { [name]: text }) },
    removeItem: { value: (name: string) => delete texts[name] },
  }) as unknown as Storage;

test("whoever leaves takes drafts, filter and habits along, and nothing is written afterwards", () => {
  const texts: Record<string, string> = {};
  const anna = new Memory(shelfOf(texts), "anna");
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
  const shelf = shelfOf(texts);
  new Memory(shelf, "anna").keepDrafts({ c: { text: "секрет", kind: "note" } });
  const ivan = new Memory(shelf, "ivan");
  ivan.keepDrafts({ d: { text: "своё", kind: "message" } });
  ivan.wipeOthers();
  assert.deepEqual(Object.keys(texts).sort(), ["samovar-visitor", "samovar.drafts.ivan"]);
});
