// The words of the interface, in the language the bundle was built for.

import words from "#texts";
import { counted } from "../../../link/src/text/counted";

export type Key = keyof typeof words;
type Values = Record<string, string | number>;

const decimals = new Intl.NumberFormat(words.language, { maximumFractionDigits: 1 });

/** The language of the interface. */
export const language = words.language;

/** A text with its `{places}` filled in. */
export function t(key: Key, values: Values = {}): string {
  return words[key].replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

/** The form of a text that fits the number, with its other places filled in too. */
export function plural(key: Key, n: number, values: Values = {}): string {
  return counted(words[key], n, language).replace(/\{(\w+)\}/g, (place, name: string) =>
    String(values[name] ?? place),
  );
}

/** A number as it is written in this language: 0,4 or 0.4. */
export const number = (value: number): string => decimals.format(value);
