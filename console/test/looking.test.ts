import assert from "node:assert/strict";
import { test } from "node:test";
import { Looking } from "../src/notices/looking";

/** Shared locks, as browsers have them. */
class Shared {
  private readonly held: string[] = [];

  readonly request = (async (name: string, _: LockOptions, work: () => unknown) => {
    this.held.push(name);
    await work();
    this.held.splice(this.held.indexOf(name), 1);
  }) as unknown as LockManager["request"];

  readonly query = async () => ({ held: this.held.map((name) => ({ name })) });
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("a talk that is looked at in one tab is known in the other, until it is no longer", async () => {
  const locks = new Shared();
  const [here, there] = [new Looking(locks), new Looking(locks)];
  here.at("a");
  assert.deepEqual([await there.sees("a"), await there.sees("b"), await here.sees("a")], [true, false, true]);
  here.at("b");
  await settled();
  assert.deepEqual([await there.sees("a"), await there.sees("b")], [false, true]);
  here.at(null);
  await settled();
  assert.equal(await there.sees("b"), false);
});

test("without locks a tab knows what it shows itself", async () => {
  const alone = new Looking(undefined);
  alone.at("a");
  assert.deepEqual([await alone.sees("a"), await alone.sees("b")], [true, false]);
});

test("where the browser refuses to say who looks, or does not answer, nobody does: the alert rings", async () => {
  for (const query of [() => Promise.reject(new Error("no")), () => new Promise<never>(() => {})]) {
    const doubtful = new Looking({ request: new Shared().request, query });
    assert.equal(await doubtful.sees("a"), false);
  }
});
