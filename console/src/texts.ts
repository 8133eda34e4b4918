// The words of the interface, in the language the bundle was built for.

import words from "#texts";

export type Key = keyof typeof words;
type Values = Record<string, string | number>;

const categories = new Intl.PluralRules(words.language);
const decimals = new Intl.NumberFormat(words.language, { maximumFractionDigits: 1 });

/** The language of the interface. */
export const language = words.language;

/** A text with its `{places}` filled in. */
export function t(key: Key, values: Values = {}): string {
  return words[key].replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

/** The form of a text `one|few|many` (Russian) or `one|other` (English) that fits the number. */
export function plural(key: Key, n: number, values: Values = {}): string {
  const forms = words[key].split("|");
  const form = Math.min(["one", "few", "many"].indexOf(categories.select(n)), forms.length - 1);
  const chosen = forms[form < 0 ? forms.length - 1 : form] ?? "";
  return chosen.replace(/\{(\w+)\}/g, (place, name: string) => String({ n, ...values }[name] ?? place));
}

/** A number as it is written in this language: 0,4 or 0.4. */
export const number = (value: number): string => decimals.format(value);
