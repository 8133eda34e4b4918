/** Texts and times in the visitor's language. */
import texts from "#texts";

/** A text, with its one blank filled in. */
export function say(key: keyof typeof texts, blank = ""): string {
  return texts[key].replace("{}", () => blank);
}

/** «Анна подключилась»: where nothing else is known the ending of the name decides. */
export function joined(name: string): string {
  const [first = ""] = name.split(" ");
  const she = /[ая]$/.test(first) && !/^(Илья|Никита|Данила|Лука|Фома|Кузьма|Савва)$/.test(first);
  return say(she ? "joined_she" : "joined_he", first);
}

/** 14:03 */
export function clock(ts: string | number, lang: string): string {
  return new Date(ts).toLocaleTimeString(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** Today, yesterday, or the date. */
export function day(ts: string | number, lang: string, now: number): string {
  const date = new Date(ts);
  const same = (ms: number) => new Date(ms).toDateString() === date.toDateString();
  if (same(now)) return say("today");
  if (same(now - 86_400_000)) return say("yesterday");
  return date.toLocaleDateString(lang, { day: "numeric", month: "long" });
}
