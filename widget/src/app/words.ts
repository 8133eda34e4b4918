/** Texts with a blank in them, and days, in the visitor's language. */
import texts from "#texts";
import * as dates from "../link/dates";
import { soon } from "../link/said";
import { link } from "./store";

export const fill = (text: string, blank = ""): string => text.replace("{}", () => blank);

/** A text about something that goes on at this tick of the clock. */
export const until = (text: string, tick: number): string =>
  fill(text, soon(tick - performance.now(), texts.language));

/** «Анна подключилась»: where nothing else is known the ending of the name decides. */
export function joined(name = ""): string {
  const [first = ""] = name.split(" ");
  const she = /[ая]$/.test(first) && !/Илья|Никита|Данила/.test(first);
  return fill(she ? texts.joined_she : texts.joined_he, first);
}

/** The server's time, once there is a link to it. */
const now = () => link?.now() ?? Date.now();

/** Today, yesterday, or the date. */
export const day = (time: string | number): string =>
  dates.day(
    time,
    now(),
    texts.language,
    () => texts.today,
    () => texts.yesterday,
  );

/** The time of a row. */
export const when = (time: string): string => dates.when(time, now(), texts.language, texts.yesterday);
