import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { everySecond } from "../src/ui/ticks";

test("all that shows time moves at the same moment, and nothing ticks for nobody", () => {
  mock.timers.enable({ apis: ["setInterval"] });
  const heard: string[] = [];
  const endFirst = everySecond(() => heard.push("first"));
  mock.timers.tick(600);
  const endSecond = everySecond(() => heard.push("second"));
  mock.timers.tick(400);
  assert.deepEqual(heard, ["first", "second"]);
  endFirst();
  endSecond();
  mock.timers.tick(2_000);
  assert.equal(heard.length, 2);
  everySecond(() => heard.push("third"));
  mock.timers.tick(1_000);
  assert.equal(heard.at(-1), "third");
  mock.timers.reset();
});
