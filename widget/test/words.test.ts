import assert from "node:assert/strict";
import { test } from "node:test";
import { joined, named, usual } from "../src/screens/words";

const sasha = (grammar: "" | "she" | "he") => joined({ side: "operator", name: "Саша Белых", grammar });

test("how somebody joined follows what they said of themselves, not their name", () => {
  assert.deepEqual(
    [sasha("she"), sasha("he"), sasha("")],
    ["Саша подключилась", "Саша подключился", "Саша теперь на связи"],
  );
});

test("a promise is what was measured, rounded to its disadvantage, or no words at all", () => {
  const said = [undefined, 0, 1, 40_000, 60_000, 60_001, 1_205_000].map(usual);
  const minutes = (n: number) => `Обычно отвечаем за ${n} мин`;
  assert.deepEqual(said, ["", "", minutes(1), minutes(1), minutes(1), minutes(2), minutes(21)]);
});

test("those who read Russian read the name as it is", () => {
  assert.equal(named({ name: "Казань", latin: "Kazan" }), "Казань");
});
