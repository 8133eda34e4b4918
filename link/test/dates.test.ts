import assert from "node:assert/strict";
import { test } from "node:test";
import { clock, date, day, sameDay, when } from "../src/text/dates";

const NOW = new Date(2026, 10, 22, 14, 8).getTime();
const on = (...at: [number, number, number, number?]) => new Date(...at).toISOString();

test("a day has its year where it is another one, in both languages", () => {
  assert.equal(date(on(2026, 10, 3), NOW, "ru"), "3 ноября");
  assert.equal(date(on(2025, 10, 3), NOW, "ru"), "3 ноября 2025");
  assert.equal(date(on(2026, 10, 3), NOW, "en"), "November 3");
  assert.equal(date(on(2025, 10, 3), NOW, "en"), "November 3, 2025");
});

test("today and yesterday have words, other days their date", () => {
  const said = (time: string) =>
    day(
      time,
      NOW,
      "ru",
      () => "Сегодня",
      (written) => `Вчера, ${written}`,
    );
  assert.equal(said(on(2026, 10, 22, 0)), "Сегодня");
  assert.equal(said(on(2026, 10, 21, 23)), "Вчера, 21 ноября");
  assert.equal(said(on(2025, 10, 22)), "22 ноября 2025");
  assert.equal(said(on(2026, 10, 23)), "23 ноября");
});

test("a row says the hour today, the day before, and no more than it has room for", () => {
  const said = (time: string) => when(time, NOW, "ru", "вчера");
  assert.equal(said(on(2026, 10, 22, 9)), "09:00");
  assert.equal(said(on(2026, 10, 21)), "вчера");
  assert.equal(said(on(2026, 10, 20)), "20 ноя");
  assert.equal(said(on(2026, 4, 9)), "9 мая");
  assert.equal(said(on(2025, 10, 22)), "22.11.25");
});

test("a day is the reader's, from midnight to midnight", () => {
  assert.equal(sameDay(on(2026, 10, 22, 0), NOW), true);
  assert.equal(sameDay(on(2026, 10, 21, 23), NOW), false);
  assert.equal(clock(NOW), "14:08");
});
