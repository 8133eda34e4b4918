import assert from "node:assert/strict";
import { test } from "node:test";
import { takenWords } from "../src/desk/actions";
import { limitsOf } from "../src/desk/channels";
import { address, parse } from "../src/desk/route";
import { clock, day, opening, span, spoken, stay, when } from "../src/words/dates";
import { giveTo, guest, moveTo } from "../src/words/names";
import { plural } from "../src/words/texts";
import { at, IVAN, NOW } from "./make";

test("Russian names are declined as the person said, and where the ending is certain", () => {
  const given: [string, "she" | "he" | "", string][] = [
    ["Иван Ветров", "he", "Передать Ивану"],
    ["Анна", "she", "Передать Анне"],
    ["Мария", "", "Передать Марии"],
    ["Дарья", "she", "Передать Дарье"],
    ["Андрей", "he", "Передать Андрею"],
    ["Игорь", "he", "Передать Игорю"],
    ["Павел", "he", "Передать Павлу"],
    ["Саша", "", "Передать Саше"],
    ["Любовь", "she", "Передать Любови"],
    ["Айгуль", "she", "Передать Айгуль"],
    ["Айгуль", "", "Передать: Айгуль"],
    ["Отто", "he", "Передать Отто"],
    ["Emma", "she", "Передать: Emma"],
  ];
  for (const [name, grammar, words] of given) assert.equal(giveTo({ name, grammar }), words);
});

test("places are declined only where the ending is certain", () => {
  assert.equal(moveTo("Казань"), "Передать в Казань");
  assert.equal(moveTo("Москва"), "Передать в Москву");
  assert.equal(moveTo("Старая Русса"), "Передать: Старая Русса");
  const guests: Record<string, string> = {
    Москва: "Москвы",
    Казань: "Казани",
    Калуга: "Калуги",
    Ярославль: "Ярославля",
    Гомель: "Гомеля",
    Суздаль: "Суздаля",
    Анадырь: "Анадыря",
    Электросталь: "Электростали",
    Екатеринбург: "Екатеринбурга",
    "Санкт-Петербург": "Санкт-Петербурга",
    Одинцово: "Одинцово",
    Мытищи: "Мытищ",
    "Нижний Новгород": "Нижнего Новгорода",
  };
  for (const [city, form] of Object.entries(guests)) assert.equal(guest(city), `Гость из ${form}`);
  for (const city of ["Дзержинский", "London", "Горки-10"]) assert.equal(guest(city), `Гость, ${city}`);
  assert.equal(guest(""), "Гость");
});

test("the late one learns who was faster, by how much and when", () => {
  const by = (name: string, grammar: "she" | "he" | "" = "") => ({
    by: { ...IVAN, name, grammar },
    at: at(0),
  });
  assert.match(
    takenWords(by("Иван Ветров", "he"), NOW + 400),
    /^Иван принял на 0,4 с раньше, в \d\d:\d\d:00$/,
  );
  assert.match(takenWords(by("Анна", "she"), NOW + 1200), /^Анна приняла на 1,2 с раньше/);
  assert.match(takenWords(by("Гульназ"), NOW + 400), /^Чат уже ведёт Гульназ: на 0,4 с раньше/);
  assert.match(takenWords(by("Иван"), NOW - 300), /на 0,1 с раньше/);
  assert.match(takenWords(by("Иван"), NOW + 90_000), /^Чат уже ведёт Иван, с /);
  assert.equal(takenWords({ by: null, at: "" }, NOW), "Этот чат уже ведёт коллега");
});

test("numbers choose their form", () => {
  assert.deepEqual(
    [1, 2, 5, 11, 21, 0].map((n) => plural("talks", n)),
    ["1 чат", "2 чата", "5 чатов", "11 чатов", "21 чат", "0 чатов"],
  );
});

test("times are said as people say them", () => {
  assert.deepEqual([9_000, 42_999, 205_000, 3_725_000, -5].map(span), [
    "0:09",
    "0:42",
    "3:25",
    "1:02:05",
    "0:00",
  ]);
  assert.deepEqual([42_000, 180_000].map(spoken), ["42 секунды", "3 минуты"]);
  assert.deepEqual([30_000, 720_000, 3_900_000].map(stay), ["меньше минуты", "12 мин", "1 ч 5 мин"]);
  assert.match(day(at(0), NOW), /^Сегодня, 22 ноября$/);
  assert.match(day(at(-86_400), NOW), /^Вчера, 21 ноября$/);
  assert.equal(day(at(-20 * 86_400), NOW), "2 ноября");
  assert.equal(day(at(-365 * 86_400), NOW), "22 ноября 2025");
  assert.equal(when(at(0), NOW), clock(at(0)));
  assert.equal(when(at(-86_400), NOW), "вчера");
  assert.equal(when(at(-2 * 86_400), NOW), "20 ноя");
});

test("an address and a place name each other", () => {
  const conv = "A".repeat(22);
  assert.deepEqual(parse(`/console/c/${conv}`, ""), { conv, card: false });
  assert.deepEqual(parse(`/console/c/${conv}`, "#card"), { conv, card: true });
  assert.deepEqual(parse("/console", "#card"), { conv: null, card: false });
  assert.deepEqual(parse("/console/c/../../etc", ""), { conv: null, card: false });
  assert.equal(address({ conv, card: true }), `/console/c/${conv}#card`);
  assert.equal(address({ conv: null, card: false }), "/console");
});

test("a closed channel says when it opens: the hour, the day of the week, or the date", () => {
  const now = new Date(2026, 2, 2, 22, 0).getTime();
  const at = (day: number, hour: number) => new Date(2026, 2, day, hour).toISOString();
  assert.equal(opening(at(3, 9), now), "9:00");
  assert.equal(opening(at(2, 23), now), "23:00");
  assert.equal(opening(at(6, 9), now), "пт 9:00");
  assert.equal(opening(at(20, 9), now), "20 мар.");
});

test("each channel has its own limits of waiting; where none are known the usual ones hold", () => {
  const slow = { id: "slow", name: "Казань", soon_ms: 45_000, late_ms: 90_000 };
  assert.deepEqual(limitsOf([slow], "slow"), { soon: 45_000, late: 90_000 });
  assert.deepEqual(limitsOf([slow], "another"), { soon: 30_000, late: 60_000 });
});
