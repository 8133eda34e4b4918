import assert from "node:assert/strict";
import { test } from "node:test";
import { rowName } from "../src/desk/rows";
import { toLatin } from "../src/words/latin";
import { ANNA, row } from "./make";

test("whoever reads no Cyrillic reads people and cities in Latin letters, where there are such forms", () => {
  const owner = { ...ANNA, latin: "Anna Sokolova" };
  const read = toLatin(row({ owner, visitor: { city: "Мытищи", city_latin: "Mytishchi" } }));
  assert.equal(read.owner?.name, "Anna Sokolova");
  assert.match(rowName(read), /Mytishchi/);
  assert.equal(toLatin({ channels: [{ name: "Казань", latin: "Kazan" }] }).channels[0]?.name, "Kazan");
});

test("a name without a Latin form stays, and a title keeps both", () => {
  const people = [{ name: "Иван", title: "Дизайнер", title_latin: "Designer" }];
  assert.deepEqual(toLatin({ people }), { people: [{ ...people[0] }] });
  assert.equal(toLatin({ data: { to: { name: "Иван" } }, seen: null }).data.to.name, "Иван");
});
