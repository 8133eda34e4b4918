/** Texts with a blank in them, and times, in the visitor's language. */
import texts from "#texts";
import { shell } from "./store";

const DAY_MS = 86_400_000;

export const fill = (text: string, blank = ""): string => text.replace("{}", () => blank);

/** «Анна подключилась»: where nothing else is known the ending of the name decides. */
export function joined(name = ""): string {
  const [first = ""] = name.split(" ");
  const she = /[ая]$/.test(first) && !/Илья|Никита|Данила/.test(first);
  return fill(she ? texts.joined_she : texts.joined_he, first);
}

/** 14:03, in every language. */
export function clock(time: string | number): string {
  return new Date(time).toTimeString().slice(0, 5);
}

/** Today, yesterday, or the date. */
export function day(time: string | number, now = Date.now()): string {
  const date = new Date(time);
  const is = (other: number) => new Date(other).toDateString() === date.toDateString();
  if (is(now)) return texts.today;
  return is(now - DAY_MS)
    ? texts.yesterday
    : date.toLocaleDateString(shell.started.lang, { day: "numeric", month: "long" });
}
