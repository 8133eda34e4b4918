// Times as people read them: clocks, days, spans.

import * as dates from "../../../link/src/text/dates";
import { language, plural, t } from "./texts";

export { clock, sameDay } from "../../../link/src/text/dates";

/** Milliseconds of an RFC 3339 time. */
export const ms = (ts: string): number => Date.parse(ts);

/** "14:02:11" */
export const clockWithSeconds = (ts: string): string => new Date(ts).toTimeString().slice(0, 8);

/** "3 ноября", with the year where it is another one. */
export const date = (ts: string, now: number): string => dates.date(ts, now, language);

/** "Сегодня, 22 ноября", "Вчера, 21 ноября", "3 ноября": the heading of a day. */
export const day = (ts: string, now: number): string =>
  dates.day(
    ts,
    now,
    language,
    (date) => t("today", { date }),
    (date) => t("yesterday", { date }),
  );

/** "14:08", "вчера", "20 ноя": the time of a row. */
export const when = (ts: string, now: number): string => dates.when(ts, now, language, t("yesterdayShort"));

/** "9:00", "пн 9:00", "1 дек.": when a closed channel opens. */
export function opening(ts: string, now: number): string {
  const away = ms(ts) - now;
  if (away > 6 * 86_400_000)
    return new Date(ts).toLocaleDateString(language, { day: "numeric", month: "short" });
  const weekday = away > 86_400_000 && new Date(ts).toLocaleDateString(language, { weekday: "short" });
  return `${weekday ? `${weekday} ` : ""}${dates.clock(ts).replace(/^0/, "")}`;
}

/** "0:42", "3:25", "1:02:05" */
export function span(length: number): string {
  const total = Math.max(0, Math.floor(length / 1000));
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const two = (n: number) => String(n).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** "42 секунды", "3 минуты": a span to be read aloud. */
export function spoken(length: number): string {
  const seconds = Math.max(0, Math.floor(length / 1000));
  return seconds < 60 ? plural("seconds", seconds) : plural("minutes", Math.floor(seconds / 60));
}

/** "12 мин", "1 ч 5 мин", or "меньше минуты": time on site. */
export function stay(length: number): string {
  const minutes = Math.floor(length / 60_000);
  if (minutes < 1) return t("underMinute");
  if (minutes < 60) return t("minutesShort", { n: minutes });
  return t("hoursShort", { h: Math.floor(minutes / 60), n: minutes % 60 });
}
