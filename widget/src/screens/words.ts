/** Texts with a blank in them, and names, in the visitor's language. */
import texts from "#texts";
import { soon } from "../../../link/src/text/said";
import type { Channel, Person } from "../../../link/src/wire";

export const fill = (text: string, blank = ""): string => text.replace("{}", () => blank);

/** A text about something that goes on at this tick of the clock. */
export const until = (text: string, tick: number): string =>
  fill(text, soon(tick - performance.now(), texts.language));

/** A name in the letters that the visitor reads, where it has been given in them. */
export const named = ({ name, latin }: Partial<Channel>): string =>
  (texts.language === "en" && latin) || name || "";

/** «Анна подключилась», «Саша теперь на связи». */
export function joined(by: Person): string {
  const [first] = named(by).split(" ");
  // By their own names: a computed one would keep all texts twice.
  const he = by.grammar === "he" ? texts.joined_he : texts.joined;
  return fill(by.grammar === "she" ? texts.joined_she : he, first);
}

/** "We usually reply in 2 min": as measured, and rather a little more. */
export const usual = (ms = 0): string => (ms ? fill(texts.usual, `${Math.ceil(ms / 60_000)}`) : "");
