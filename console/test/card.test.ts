import assert from "node:assert/strict";
import { test } from "node:test";
import type { Eph, Visit } from "../../link/src/wire";
import { cardAfter, livePage, pageName, timeOnSite } from "../src/desk/cards";
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

const left = (more: Partial<Eph> = {}): Visit =>
  cardAfter(card(), { t: "eph", kind: "presence", conv: "c", here: false, ...more }, NOW).visit as Visit;

test("when the visitor has left, no page is live, and both times stand where they were", () => {
  assert.equal(livePage(left()), null);
  assert.equal(left().pages?.[0]?.ms, 60_000);
  assert.equal(timeOnSite(left(), NOW + 5_000), 600_000);
});

test("who left was on the site until last heard, not until the server was sure of it", () => {
  const visit = left({ at: at(-15) });
  assert.equal(visit.pages?.[0]?.ms, 45_000);
  assert.equal(timeOnSite(visit, NOW + 5_000), 585_000);
});

test("while the visitor is here the time runs on, however long ago the card was asked for", () => {
  const { visit } = card({ visit: { ...(card().visit as Visit), on_site_ms: 64_000 } });
  assert.ok(visit);
  assert.equal(timeOnSite(visit, NOW + 5_000), 605_000);
});

test("who comes back reads on where they were", () => {
  const back = cardAfter(card({ visit: left() }), { t: "eph", kind: "presence", conv: "c", here: true }, NOW);
  assert.equal(livePage(back.visit)?.title, "Нева");
  assert.equal(back.visit?.pages?.length, 2);
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
