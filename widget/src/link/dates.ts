/** Days and times as both sides write them. Times are RFC 3339, or milliseconds. */

type Time = string | number;
/** Spelled out, of another year, short, short of another year. */
type Look = "full" | "fullYear" | "short" | "shortYear";

const DAY_MS = 86_400_000;
const LOOKS: Record<Look, Intl.DateTimeFormatOptions> = {
  full: { day: "numeric", month: "long" },
  fullYear: { day: "numeric", month: "long", year: "numeric" },
  short: { day: "numeric", month: "short" },
  shortYear: { day: "2-digit", month: "2-digit", year: "2-digit" },
};
const formats: Record<string, Intl.DateTimeFormat> = {};

const midnight = (time: Time) => new Date(time).setHours(0, 0, 0, 0);
/** 0: today. Rounded, for days of the clock's change have 23 or 25 hours. */
const daysAgo = (time: Time, now: number) => Math.round((midnight(now) - midnight(time)) / DAY_MS);

function written(time: Time, look: "full" | "short", now: number, lang: string): string {
  const date = new Date(time);
  const here: Look = date.getFullYear() === new Date(now).getFullYear() ? look : `${look}Year`;
  formats[lang + here] ??= new Intl.DateTimeFormat(lang, LOOKS[here]);
  // «3 ноября 2025», not «2025 г.»; «20 ноя», not «20 нояб.»
  return (
    formats[lang + here]
      ?.format(date)
      .replace(/\s?г\.$/, "")
      .replace(/^(\d+ [а-яё]{3})[а-яё]*\.$/, "$1") ?? ""
  );
}

/** "14:08", in every language. */
export const clock = (time: Time): string => new Date(time).toTimeString().slice(0, 5);

/** "3 ноября", with the year where it is another one. */
export const date = (time: Time, now: number, lang: string): string => written(time, "full", now, lang);

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
  return ago === 1 ? yesterday : written(time, "short", now, lang);
}
