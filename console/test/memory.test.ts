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
  };
  const memory = new Memory(broken, "anna");
  memory.keepDrafts({});
  assert.deepEqual(memory.drafts(), {});
  assert.equal(memory.choices().keys, true);
  assert.deepEqual(new Memory(null, "anna").filter(), { scope: "", state: "open", mine: false });
});
