import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionHealth, type HealthDesk } from "../src/desk/connection-health";
import { fresh } from "./make";

/** A desk with a connection that is there. */
function health(link: { doubt: boolean }): ConnectionHealth {
  const desk = { link: { state: "live", ...link }, state: fresh(), dispatch: () => {}, changed: () => {} };
  return new ConnectionHealth(desk as unknown as HealthDesk);
}

test("a connection that does not answer is not called good, nor measured by what it answered before", () => {
  const quiet = health({ doubt: false });
  quiet.measured(24);
  assert.deepEqual([quiet.doubtful, quiet.ping], [false, 24]);
  quiet.measured(null);
  assert.deepEqual([quiet.doubtful, quiet.ping], [true, null]);
  quiet.measured(30);
  assert.equal(quiet.doubtful, false);
});

test("what was asked and has no answer puts the connection in doubt, whatever the pings say", () => {
  const asked = health({ doubt: true });
  asked.measured(24);
  assert.equal(asked.doubtful, true);
});
