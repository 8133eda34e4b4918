import assert from "node:assert/strict";
import { test } from "node:test";
import { json } from "../src/json";
import { hasText, lengthOf, soon } from "../src/text/said";
import cases from "./seen.json";

test("what shows is text, what nobody sees is none: the server reads the same list", () => {
  for (const text of cases.seen) assert.equal(hasText(text), true, JSON.stringify(text));
  for (const text of cases.unseen) assert.equal(hasText(text), false, JSON.stringify(text));
});

test("an emoji of two halves is one character", () => {
  assert.equal(lengthOf("а😀"), 2);
  assert.equal(lengthOf("😀".repeat(4200)), 4200);
});

test("how long it takes yet has the right forms in both languages, for any time", () => {
  const said = (seconds: number) => [soon(seconds * 1000, "ru"), soon(seconds * 1000, "en")];
  assert.deepEqual(said(0), ["через 5 секунд", "in 5 seconds"]);
  assert.deepEqual(said(12), ["через 15 секунд", "in 15 seconds"]);
  assert.deepEqual(said(56), ["через 1 минуту", "in 1 minute"]);
  assert.deepEqual(said(61), ["через 2 минуты", "in 2 minutes"]);
  assert.deepEqual(said(7_200), ["через 2 часа", "in 2 hours"]);
  assert.deepEqual(said(43_200), ["через 12 часов", "in 12 hours"]);
  const forms =
    /^через (1 (минуту|час)|\d+ секунд|\d*[234] (минуты|часа)|\d*([05-9]|1\d) (минут|часов)|\d*1 минуту)$/;
  for (let seconds = 0; seconds < 50_000; seconds += 5) assert.match(soon(seconds * 1000, "ru"), forms);
});

test("half an emoji travels as a sign that the server can read, whole ones as they are", () => {
  assert.equal(
    json({ body: "а\ud83d", notes: ["\ude00", "😀"] }),
    '{"body":"а\ufffd","notes":["\ufffd","😀"]}',
  );
});
