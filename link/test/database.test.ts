import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { indexedDatabase } from "../src/outbox/database";

const entry = {
  cid: "c1",
  new: { ccid: "x" },
  body: "Привет",
  at: 1,
  owner: "tab",
};

test("what is put is there for another tab, and gone when removed", async () => {
  const [one, other] = [indexedDatabase("samovar:test"), indexedDatabase("samovar:test")];
  await one.put(entry);
  assert.deepEqual(await other.load(), [entry]);
  await other.put({ ...entry, owner: "other" });
  assert.equal((await one.load())[0]?.owner, "other");
  await one.remove("c1");
  assert.deepEqual(await other.load(), []);
});

test("two stores keep apart by name", async () => {
  await indexedDatabase("samovar:a").put(entry);
  assert.deepEqual(await indexedDatabase("samovar:b").load(), []);
});

test("a browser without storage says no", async () => {
  const kept = globalThis.indexedDB;
  Reflect.deleteProperty(globalThis, "indexedDB");
  await assert.rejects(indexedDatabase("samovar:test").load());
  globalThis.indexedDB = kept;
});
