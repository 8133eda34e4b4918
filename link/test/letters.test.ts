import assert from "node:assert/strict";
import { test } from "node:test";
import { cut, initials, whole } from "../src/text/letters";

const FAMILY = "👨‍👩‍👧‍👦";
const FLAG = "🇷🇺";

test("a text is cut between letters as people see them", () => {
  assert.equal(cut("кухня", 10), "кухня");
  assert.equal(cut("кухня", 3), "кух");
  assert.equal(cut("аб😀", 3), "аб");
  assert.equal(cut("аб😀", 4), "аб😀");
  assert.equal(cut(`а${FAMILY}б`, FAMILY.length), "а");
  assert.equal(cut(`а${FAMILY}б`, FAMILY.length + 1), `а${FAMILY}`);
  assert.equal(cut(FLAG + FLAG, 6), FLAG);
  assert.equal(cut("й̆й̆й̆", 3), "й̆");
});

test("where the browser does not know letters, no emoji is cut in two", () => {
  const { Segmenter } = Intl;
  Object.assign(Intl, { Segmenter: undefined });
  try {
    assert.equal(cut("аб😀", 3), "аб");
    assert.equal(cut("абв", 2), "аб");
  } finally {
    Object.assign(Intl, { Segmenter });
  }
});

test("half an emoji becomes a sign that can be stored", () => {
  assert.equal(whole("а\uD83D б\uDE00 😀"), "а� б� 😀");
  assert.equal(cut("\uD83D".repeat(400), 300), "�".repeat(300));
});

test("initials are letters, however they are written", () => {
  assert.equal(initials("Мария Лебедева", 2), "МЛ");
  assert.equal(initials("анна-мария", 2), "АМ");
  assert.equal(initials("😀 Анна", 1), "А");
  assert.equal(initials("𝒜нна", 1), "𝒜");
  assert.equal(initials("7 +", 2), "");
});
