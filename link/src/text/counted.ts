/** Numbers in sentences, as both sides write them. */

const rules: Record<string, Intl.PluralRules> = {};

/** The form of a text `one|few|many` (Russian) or `one|other` (English) that fits the number, with the number in it. */
export function counted(text: string, n: number, lang: string): string {
  const forms = text.split("|");
  rules[lang] ??= new Intl.PluralRules(lang);
  const form = forms[["one", "few", "many"].indexOf(rules[lang].select(n))] ?? forms[forms.length - 1];
  return `${form}`.replace("{n}", `${n}`);
}
