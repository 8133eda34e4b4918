/** Letters as people see them: an emoji, a letter with its accents and a flag are one each. */

/** A sign of several code points is hardly longer than this. */
const LONGEST = 100;

/** Where the letter begins that holds this code unit. Where the browser cannot tell, half an emoji is avoided at least. */
function beginning(text: string, at: number): number {
  const near = text.slice(0, at + LONGEST);
  if (Intl.Segmenter) return new Intl.Segmenter().segment(near).containing(at)?.index ?? at;
  return /^[\uDC00-\uDFFF]/.test(near.slice(at)) ? at - 1 : at;
}

/** Half an emoji is no letter, and no server takes it. */
export const whole = (text: string): string => text.replace(/\p{Cs}/gu, "\uFFFD");

/** At most so many code units, and no part of a letter. */
export function cut(text: string, most: number): string {
  const sound = whole(text.slice(0, most + LONGEST));
  return sound.length > most ? sound.slice(0, beginning(sound, most)) : sound;
}

/** "Мария Лебедева" → "МЛ": of words that begin with a letter, at most so many. */
export const initials = (name: string, most: number): string =>
  (name.match(/(?<![^\s-])\p{L}\p{M}*/gu) ?? []).slice(0, most).join("").toUpperCase();

/** The first word of a name: what people call each other. */
export const firstName = (name = ""): string => name.trim().split(/\s+/)[0] as string;
