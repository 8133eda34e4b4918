/** Days and times as both sides write them. Times are RFC 3339, or milliseconds. */

type Time = string | number;
/** How a date of this year is written, and one of another year. */
type Form = [usual: Intl.DateTimeFormatOptions, another: Intl.DateTimeFormatOptions];

const DAY_MS = 86_400_000;
const FULL: Form = [
  { day: "numeric", month: "long" },
  { day: "numeric", month: "long", year: "numeric" },
];
const SHORT: Form = [
  { day: "numeric", month: "short" },
  { day: "2-digit", month: "2-digit", year: "2-digit" },
];
const formats: Record<string, Intl.DateTimeFormat> = {};

const midnight = (time: Time) => new Date(time).setHours(0, 0, 0, 0);
/** 0: today. Rounded, for days of the clock's change have 23 or 25 hours. */
const daysAgo = (time: Time, now: number) => Math.round((midnight(now) - midnight(time)) / DAY_MS);

function written(time: Time, [usual, another]: Form, now: number, lang: string): string {
  const date = new Date(time);
  const form = date.getFullYear() === new Date(now).getFullYear() ? usual : another;
  const key = lang + form.month + form.year;
  formats[key] ??= new Intl.DateTimeFormat(lang, form);
  // «3 ноября 2025», not «2025 г.»
  return formats[key].format(date).replace(/\s?г\.$/, "");
}

/** "14:08", in every language. */
export const clock = (time: Time): string => new Date(time).toTimeString().slice(0, 5);

/** "3 ноября", with the year where it is another one. */
export const date = (time: Time, now: number, lang: string): string => written(time, FULL, now, lang);

/** Whether two times fall on one day. */
export const sameDay = (a: Time, b: Time): boolean => midnight(a) === midnight(b);

/** The heading of a day: the words for today or yesterday, each a function of the date, or the date. */
export function day(time: Time, now: number, lang: string, ...words: ((date: string) => string)[]): string {
  const written = date(time, now, lang);
  return words[daysAgo(time, now)]?.(written) ?? written;
}

/** "14:08", yesterday's word, "20 ноя", "20.11.25": the time of a row. */
export function when(time: Time, now: number, lang: string, yesterday: string): string {
  const ago = daysAgo(time, now);
  if (ago <= 0) return clock(time);
  if (ago === 1) return yesterday;
  // «20 ноя», not «20 нояб.»
  return written(time, SHORT, now, lang).replace(/^(\d+ [а-яё]{3})[а-яё]*\.$/, "$1");
}
