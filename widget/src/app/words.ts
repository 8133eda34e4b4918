/** Texts with a blank in them, and days, in the visitor's language. */
import texts from "#texts";
import * as dates from "../link/dates";

export const fill = (text: string, blank = ""): string => text.replace("{}", () => blank);

/** «Анна подключилась»: where nothing else is known the ending of the name decides. */
export function joined(name = ""): string {
  const [first = ""] = name.split(" ");
  const she = /[ая]$/.test(first) && !/Илья|Никита|Данила/.test(first);
  return fill(she ? texts.joined_she : texts.joined_he, first);
}

/** Today, yesterday, or the date. */
export const day = (time: string | number): string =>
  dates.day(
    time,
    Date.now(),
    texts.language,
    () => texts.today,
    () => texts.yesterday,
  );

/** The time of a row. */
export const when = (time: string): string => dates.when(time, Date.now(), texts.language, texts.yesterday);
