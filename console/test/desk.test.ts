import assert from "node:assert/strict";
import { test } from "node:test";
import { World } from "../../link/test/fakes";
import { Memory } from "../src/desk/memory";
import { ANNA, at, card, deskOf } from "./make";

test("what is chosen on the page about oneself is taken over, and no choice made here undoes it", () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => void kept.set(name, text),
    removeItem: (name: string) => void kept.delete(name),
  };
  const [here, there] = [new Memory(storage, "anna"), new Memory(storage, "anna")];
  const { link } = new World();
  const desk = deskOf(link, here);
  there.keepChoices({ ...there.choices(), sound: false });
  desk.recallChoices();
  desk.choose({ theme: "dark" });
  assert.deepEqual([there.choices().sound, there.choices().theme], [false, "dark"]);
});

test("times on the screen are the server's, whatever this machine's clock is set to meanwhile", async () => {
  const world = new World();
  const desk = deskOf(world.link, new Memory(null, "anna"));
  const socket = await world.start({ you: ANNA, now: at(0) });
  desk.dispatch({ type: "card", conv: "c", card: card() });
  world.clock.ahead = 3 * 3_600_000;
  await world.clock.pass(5_000);
  socket.tell({ t: "eph", kind: "presence", conv: "c", here: false });
  assert.equal(desk.state.cards.get("c")?.card?.visit?.on_site_ms, 605_000);
});
