import assert from "node:assert/strict";
import { test } from "node:test";
import { json } from "../src/json";

test("plain data is written as it is, whatever lists have learned since", () => {
  const data = {
    t: "hello",
    cursors: [{ conv: "a", seq: 1 }, []],
    none: undefined,
    epoch: null,
    text: '"\u2028😀',
  };
  const expected = JSON.stringify(data);
  Object.defineProperty(Array.prototype, "toJSON", { value: () => "list", configurable: true });
  try {
    assert.equal(json(data), expected);
    assert.equal(json([undefined, 1]), "[null,1]");
  } finally {
    Reflect.deleteProperty(Array.prototype, "toJSON");
  }
});
