// Times as people read them: clocks, days, spans.

import { language, plural, t } from "./texts";

const DAY = 86_400_000;
const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, options);

const clocks = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const exact = format({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const days = format({ day: "numeric", month: "long" });
const years = format({ day: "numeric", month: "long", year: "numeric" });
const shortDays = format({ day: "numeric", month: "short" });
const shortYears = format({ day: "2-digit", month: "2-digit", year: "2-digit" });

const midnight = (ms: number) => new Date(ms).setHours(0, 0, 0, 0);
const daysAgo = (ms: number, now: number) => Math.round((midnight(now) - midnight(ms)) / DAY);
const sameYear = (a: number, b: number) => new Date(a).getFullYear() === new Date(b).getFullYear();

/** Milliseconds of an RFC 3339 time. */
export const ms = (ts: string): number => Date.parse(ts);

/** "14:08" */
export const clock = (ts: string): string => clocks.format(ms(ts));

/** "14:02:11" */
export const clockWithSeconds = (ts: string): string => exact.format(ms(ts));

/** "3 ноября", with the year where it is another one. */
export const date = (ts: string, now: number): string =>
  (sameYear(ms(ts), now) ? days : years).format(ms(ts)).replace(/\s?г\.$/, "");

/** "Сегодня, 22 ноября", "Вчера, 21 ноября", "3 ноября": the heading of a day. */
export function day(ts: string, now: number): string {
  const ago = daysAgo(ms(ts), now);
  if (ago === 0) return t("today", { date: date(ts, now) });
  return ago === 1 ? t("yesterday", { date: date(ts, now) }) : date(ts, now);
}

/** "14:08", "вчера", "20 ноя": the time of a row. */
export function when(ts: string, now: number): string {
  const ago = daysAgo(ms(ts), now);
  if (ago <= 0) return clock(ts);
  if (ago === 1) return t("yesterdayShort");
  if (!sameYear(ms(ts), now)) return shortYears.format(ms(ts));
  return shortDays.format(ms(ts)).replace(/([а-яё]{3})[а-яё]*\.?/, "$1"); // «20 ноя», not «20 нояб.»
}

/** Whether two times fall on one day. */
export const sameDay = (a: string, b: string): boolean => midnight(ms(a)) === midnight(ms(b));

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
