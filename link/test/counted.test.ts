import assert from "node:assert/strict";
import { test } from "node:test";
import { counted } from "../src/text/counted";

const ones = [1, 21, 31, 41, 51, 61, 71, 81, 91, 101, 121];
const few = (n: number) => [2, 3, 4].includes(n % 10) && ![12, 13, 14].includes(n % 100);

test("each number from 0 to 125 gets its own form", () => {
  for (let n = 0; n <= 125; n++) {
    const form = ones.includes(n) ? "знак" : few(n) ? "знака" : "знаков";
    assert.equal(counted("{n} знак|{n} знака|{n} знаков", n, "ru"), `${n} ${form}`);
    assert.equal(counted("{n} day|{n} days", n, "en"), `${n} ${n === 1 ? "day" : "days"}`);
  }
});
