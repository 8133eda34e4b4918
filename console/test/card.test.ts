import assert from "node:assert/strict";
import { test } from "node:test";
import { cardAfter, livePage, pageName, timeOnSite } from "../src/cards";
import { at, card, NOW } from "./make";

const page = { url: "https://olha.example/onega", title: "Онега", at: at(0) };

test("a new page leads, and the one before it has its time", () => {
  const turned = cardAfter(card(), { t: "eph", kind: "page", conv: "c", page }, NOW);
  assert.deepEqual(
    turned.visit?.pages?.map(({ title, ms }) => [title, ms]),
    [
      ["Онега", undefined],
      ["Нева", 60_000],
      ["Главная", 540_000],
    ],
  );
  assert.equal(livePage(turned.visit)?.title, "Онега");
});

test("the same page told twice stands once", () => {
  const once = cardAfter(card(), { t: "eph", kind: "page", conv: "c", page }, NOW);
  assert.equal(cardAfter(once, { t: "eph", kind: "page", conv: "c", page }, NOW).visit?.pages?.length, 3);
});

test("when he has left, no page is live and his time stands still", () => {
  const left = cardAfter(card(), { t: "eph", kind: "presence", conv: "c", here: false }, NOW);
  assert.equal(livePage(left.visit), null);
  assert.equal(left.visit?.pages?.[0]?.ms, 60_000);
  assert.ok(left.visit);
  assert.equal(timeOnSite(left.visit, NOW, NOW + 5_000), 600_000);
});

test("while he is here his time runs on", () => {
  const { visit } = card();
  assert.ok(visit);
  assert.equal(timeOnSite(visit, NOW, NOW + 5_000), 605_000);
});

test("a card without a visit stays as it is", () => {
  const bare = card({ visit: null });
  assert.equal(cardAfter(bare, { t: "eph", kind: "page", conv: "c", page }, NOW), bare);
});

test("a page without a title is called by its path", () => {
  assert.equal(pageName({ url: "https://olha.example/%D0%BA%D1%83%D1%85%D0%BD%D0%B8", at: "" }), "/кухни");
  assert.equal(pageName({ url: "https://olha.example/", at: "" }), "olha.example");
  assert.equal(pageName({ url: "не адрес", at: "" }), "не адрес");
});
