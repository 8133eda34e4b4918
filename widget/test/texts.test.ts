import assert from "node:assert/strict";
import { test } from "node:test";
import en from "../texts/en.json";
import ru from "../texts/ru.json";

test("both languages say the same things, with the same blanks", () => {
  assert.deepEqual(Object.keys(en), Object.keys(ru));
  for (const key of Object.keys(ru) as (keyof typeof ru)[]) {
    assert.equal(en[key].split("{}").length, ru[key].split("{}").length, key);
    assert.ok(en[key].trim() && ru[key].trim(), key);
  }
});
