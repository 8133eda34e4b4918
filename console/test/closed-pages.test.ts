import assert from "node:assert/strict";
import { test } from "node:test";
import type { Action } from "../src/desk/state";
import { after, fresh, row, summary } from "./make";

test("a closedPages grows by pages, leads with what has just changed, and starts over for another filter", () => {
  const [one, two, news] = [row({ state: "closed" }), row({ state: "closed" }), row({ state: "closed" })];
  const asked: Action = { type: "closedPagesAsked", key: "k", anew: true };
  const page = (rows: (typeof one)[], next: string): Action => ({
    type: "closedPages",
    key: "k",
    rows,
    next,
  });
  const full = after(
    fresh(),
    asked,
    page([one], "n"),
    { ...asked, anew: false },
    page([two], ""),
    summary(news),
  );
  assert.deepEqual([...(full.closedPages?.convs ?? [])], [one.conv, two.conv, news.conv]);
  assert.equal(full.closedPages?.next, "");
  assert.equal(after(full, { ...asked, key: "other" }).closedPages?.convs.size, 0);
  assert.equal(after(full, page([one], "late"), { type: "closedPagesFailed" }).closedPages?.status, "failed");
});

test("an answer to a filter that was left is not taken", () => {
  const state = after(fresh(), { type: "closedPagesAsked", key: "new", anew: true });
  const late = after(state, { type: "closedPages", key: "old", rows: [row()], next: "" });
  assert.equal(late.closedPages?.convs.size, 0);
  assert.equal(late.closedPages?.status, "asking");
});

test("a row just looked up does not enter the list on the screen", () => {
  const state = after(
    fresh(),
    { type: "closedPagesAsked", key: "k", anew: true },
    { type: "row", row: row({ conv: "z" }) },
  );
  assert.equal(state.rows.has("z"), true);
  assert.equal(state.closedPages?.convs.has("z"), false);
});

test("drafts are kept by conversation, empty ones are not", () => {
  const write = (conv: string, text: string): Action => ({
    type: "draft",
    conv,
    draft: { text, kind: "message" },
  });
  const state = after(fresh(), write("a", "раз"), write("b", "два"), write("a", ""));
  assert.deepEqual(state.drafts, { b: { text: "два", kind: "message" } });
});

test("at most three toasts stand, each leaves by its own number", () => {
  const toast: Action = { type: "toast", toast: { sign: "done", text: "да" } };
  const state = after(fresh(), toast, toast, toast, toast);
  assert.deepEqual(
    state.toasts.map(({ id }) => id),
    [2, 3, 4],
  );
  assert.deepEqual(
    after(state, { type: "toastGone", id: 3 }).toasts.map(({ id }) => id),
    [2, 4],
  );
});
