import assert from "node:assert/strict";
import { test } from "node:test";
import type { Row, Started, Team } from "../../link/src/wire";
import { blank, channelOf, talker, thereOf } from "../src/panel/state";

const MOSCOW = { id: "m", name: "Москва" };
const KAZAN = { id: "k", name: "Казань" };
const ANNA = { id: "anna", side: "operator", name: "Анна" } as const;
const started = { site: "Ольха", channel: MOSCOW, team: [ANNA], usual_ms: 30_000 } as unknown as Started;
const state = blank(started);
const talk = { conv: "c", channel: "k", state: "held", owner: ANNA } as unknown as Row;
const team: Team = { t: "team", channel: KAZAN, team: [] };

test("before anything newer is told the page load says who is there", () => {
  assert.equal(thereOf(state), started);
});

test("what is told later is newer", () => {
  const newer: Team = { ...team, channel: MOSCOW };
  assert.equal(thereOf({ ...state, there: newer }), newer);
});

test("a talk that was moved shows the people of its new channel, and nobody until they are known", () => {
  const moved = { ...state, rows: [talk], conv: "c" };
  assert.equal(channelOf(moved), "k");
  assert.deepEqual(thereOf(moved), {});
  assert.equal(thereOf({ ...moved, there: team }), team);
});

test("who talked with a visitor last is not shown as talking while they wait for somebody else", () => {
  const seen = (now: Row["state"]) => talker({ ...state, rows: [{ ...talk, state: now }], conv: "c" });
  assert.deepEqual([seen("held"), seen("waiting"), seen("closed")], [ANNA, null, ANNA]);
});

test("while the window is shut, or shows the list, it asks for the channel of the talk that goes on", () => {
  assert.equal(channelOf({ ...state, rows: [talk] }), "k");
  assert.equal(channelOf({ ...state, rows: [{ ...talk, state: "closed" }] }), "m");
});
