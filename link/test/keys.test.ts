import assert from "node:assert/strict";
import { test } from "node:test";
import { keyOf, placeOf } from "../src/keys";

const pressed = (more: object) =>
  ({ key: "Enter", code: "Enter", keyCode: 13, isComposing: false, ...more }) as KeyboardEvent;

test("a key is a key, by sign and by place", () => {
  assert.deepEqual([keyOf(pressed({})), placeOf(pressed({ code: "NumpadEnter" }))], ["Enter", "NumpadEnter"]);
});

test("while a word is composed its keys are the input method's", () => {
  assert.deepEqual(
    [keyOf(pressed({ isComposing: true })), placeOf(pressed({ isComposing: true }))],
    ["", ""],
  );
});

test("Safari tells of the confirming Enter after the composition has ended: its code says whose it was", () => {
  assert.deepEqual([keyOf(pressed({ keyCode: 229 })), placeOf(pressed({ keyCode: 229 }))], ["", ""]);
});
