import assert from "node:assert/strict";
import { test } from "node:test";
import { isUnspoiled } from "../src/loader/realm";

const { defineProperty, getOwnPropertyDescriptor } = Object;
// Node has some of them in JavaScript; what they do is of no interest here.
const native = Map;
for (const name of ["WebSocket", "fetch", "URL"])
  defineProperty(globalThis, name, { value: native, configurable: true, writable: true });

/** The verdict, with a timer of the browser's making. */
function sound(): boolean {
  const { setTimeout } = globalThis;
  if (typeof setTimeout === "function" && setTimeout.name === "setTimeout")
    globalThis.setTimeout = native as never;
  try {
    return isUnspoiled();
  } finally {
    globalThis.setTimeout = setTimeout;
  }
}

/** Whether the language passes with this changed for a moment. */
function passes(owner: object, name: string, value: unknown): boolean {
  const before = getOwnPropertyDescriptor(owner, name);
  defineProperty(owner, name, { value, configurable: true, enumerable: true, writable: true });
  try {
    return sound();
  } finally {
    if (before) defineProperty(owner, name, before);
    else Reflect.deleteProperty(owner, name);
  }
}

class Socket {}

test("the language as it is passes", () => assert.equal(sound(), true));

test("names in every object or list, and a toJSON of lists", () => {
  assert.equal(
    passes(Object.prototype, "each", () => {}),
    false,
  );
  assert.equal(
    passes(Array.prototype, "last", () => {}),
    false,
  );
  Object.defineProperty(Array.prototype, "toJSON", { value: () => "[]", configurable: true });
  assert.equal(sound(), false);
  Reflect.deleteProperty(Array.prototype, "toJSON");
});

test("built-ins that are missing or somebody else's", () => {
  for (const name of [
    "Array",
    "Date",
    "Map",
    "Object",
    "Promise",
    "Set",
    "URL",
    "WebSocket",
    "fetch",
    "setTimeout",
    "JSON",
  ])
    for (const value of [undefined, null, "a name", Socket, () => {}])
      assert.equal(passes(globalThis, name, value), false, name);
  for (const name of ["flat", "flatMap", "map", "reduce", "sort", "includes"])
    assert.equal(passes(Array.prototype, name, undefined), false, name);
  assert.equal(
    passes(JSON, "stringify", () => "{}"),
    false,
  );
  assert.equal(
    passes(Array, "from", (list: unknown[]) => list),
    false,
  );
  assert.equal(sound(), true);
});
