// Names of people and places in the letters that the operator reads.

import { language } from "./texts";

/** For those who read no Cyrillic: the Latin forms take the places of names and cities, wherever the server knows them. */
export function toLatin<T>(value: T): T {
  if (!value || typeof value !== "object") return value;
  const part = value as Record<string, unknown>;
  if (part.latin) part.name = part.latin;
  if (part.city_latin) part.city = part.city_latin;
  Object.values(part).forEach(toLatin);
  return value;
}

/** What the server has said, before anybody looks at it. */
export const inOurLetters: typeof toLatin = language === "ru" ? (value) => value : toLatin;
