/** What counts as text, how long it is, and when what waits goes on: one rule for both sides, as the server has it. */

/** Shows on its own: no space, control, half a letter, mark, or sign that is there to be ignored (domain/texts.py). */
const SEEN = /[^\s\p{Cc}\p{Cf}\p{Cs}\p{M}\p{DI}\u2800\ufffc\u{1d159}]/u;

/** Whether there is anything to see. */
export const hasText = (text: string): boolean => SEEN.test(text);

/** Characters as the server counts them: an emoji of two halves is one. */
export const lengthOf = (text: string): number => [...text].length;

/** "через 15 секунд", "in 2 hours": how long something takes yet, in whole steps, so that nobody hears every second. */
export function soon(ms: number, language: string): string {
  const seconds = Math.max(5, Math.ceil(ms / 5_000) * 5);
  const minutes = Math.ceil(seconds / 60);
  const words = new Intl.RelativeTimeFormat(language);
  if (minutes > 90) return words.format(Math.ceil(minutes / 60), "hour");
  return seconds > 55 ? words.format(minutes, "minute") : words.format(seconds, "second");
}
