import assert from "node:assert/strict";
import { test } from "node:test";
import { Lead } from "../src/notices/lead";
import type { Locks } from "../src/notices/locks";

/** One lock, in order of asking, as browsers have them. */
class OneLock {
  private readonly queue: (() => Promise<unknown>)[] = [];
  private busy = false;

  readonly request = ((_: string, { signal }: LockOptions, hold: () => unknown) => {
    const turn = async () => hold();
    this.queue.push(turn);
    signal?.addEventListener("abort", () => this.drop(turn));
    return this.next();
  }) as Locks["request"];

  private drop(turn: () => Promise<unknown>): void {
    const at = this.queue.indexOf(turn);
    if (at >= 0) this.queue.splice(at, 1);
  }

  private async next(): Promise<unknown> {
    if (this.busy) return;
    const turn = this.queue.shift();
    if (!turn) return;
    this.busy = true;
    await turn();
    this.busy = false;
    return this.next();
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Two that want the lead, the first of them before the second; and who got it, in order. */
function tabs(): [Lead, Lead, string[]] {
  const [lock, taken]: [Locks, string[]] = [new OneLock(), []];
  const [first, second] = [
    new Lead("bell", () => taken.push("first"), lock),
    new Lead("bell", () => taken.push("second"), lock),
  ];
  first.want(true);
  second.want(true);
  return [first, second, taken];
}

test("one tab leads; when it can no longer, the next one does and hears of it", async () => {
  const [first, second, taken] = tabs();
  await settled();
  assert.deepEqual([first.holds, second.holds], [true, false]);
  first.want(false);
  assert.equal(first.holds, false);
  await settled();
  assert.deepEqual([second.holds, taken], [true, ["first", "second"]]);
});

test("a tab that is stopped while it waits for the lead never gets it", async () => {
  const [first, second] = tabs();
  second.want(false);
  first.want(false);
  await settled();
  assert.deepEqual([first.holds, second.holds], [false, false]);
});

test("a lead that comes just after it was given up is not taken", async () => {
  const come: (() => unknown)[] = [];
  const late = { request: async (_: string, __: LockOptions, take: () => unknown) => come.push(take) };
  const lead = new Lead("bell", () => assert.fail("taken"), late as unknown as Locks);
  lead.want(true);
  lead.want(false);
  assert.equal(await come[0]?.(), undefined);
  assert.equal(lead.holds, false);
});

test("a tab that works again queues behind", async () => {
  const [first, second] = tabs();
  first.want(false);
  first.want(true);
  await settled();
  assert.deepEqual([first.holds, second.holds], [false, true]);
  second.want(false);
  await settled();
  assert.equal(first.holds, true);
});

test("without locks every tab leads that can", () => {
  const lead = new Lead("bell", () => {}, undefined);
  lead.want(true);
  assert.equal(lead.holds, true);
  lead.want(false);
  assert.equal(lead.holds, false);
});

test("where the browser refuses its locks every tab leads that can", async () => {
  const taken: string[] = [];
  const refusing = { request: async () => Promise.reject(new Error("no")) } as unknown as Locks;
  const lead = new Lead("bell", () => taken.push("it"), refusing);
  lead.want(true);
  await settled();
  assert.deepEqual([lead.holds, taken], [true, ["it"]]);
});
