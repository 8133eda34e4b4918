import assert from "node:assert/strict";
import { test } from "node:test";
import { Line, type LineDesk } from "../src/line";
import { fresh } from "./make";

/** A desk with a connection that is there. */
function line(link: { doubt: boolean }): Line {
  const desk = { link: { state: "live", ...link }, state: fresh(), dispatch: () => {}, changed: () => {} };
  return new Line(desk as unknown as LineDesk);
}

test("a line that does not answer is not called good, nor measured by what it answered before", () => {
  const quiet = line({ doubt: false });
  quiet.measured(24);
  assert.deepEqual([quiet.doubtful, quiet.ping], [false, 24]);
  quiet.measured(null);
  assert.deepEqual([quiet.doubtful, quiet.ping], [true, null]);
  quiet.measured(30);
  assert.equal(quiet.doubtful, false);
});

test("what was asked and has no answer puts the line in doubt, whatever the meter says", () => {
  const asked = line({ doubt: true });
  asked.measured(24);
  assert.equal(asked.doubtful, true);
});
