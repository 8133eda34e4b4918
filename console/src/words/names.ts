// Russian forms of names of people and places. Where the right form is not certain, a neutral wording
// stands in: a wrong ending is worse than none.

import { firstName } from "../../../link/src/text/letters";
import type { Colleague } from "../../../link/src/wire";
import { language, t } from "./texts";

const russian = language === "ru";

const IRREGULAR: Record<string, string> = {
  Лев: "Льву",
  Павел: "Павлу",
  Пётр: "Петру",
  Петр: "Петру",
  Любовь: "Любови",
};

type Spoken = Pick<Colleague, "name" | "grammar">;

/** Names that end in a consonant are declined for men only: «Айгуль» stays as it is. */
function dative(first: string, grammar: Spoken["grammar"]): string | null {
  if (first in IRREGULAR) return IRREGULAR[first] ?? null;
  if (!/^[А-ЯЁ][а-яё]+$/.test(first)) return null;
  if (/ия$/.test(first)) return first.replace(/я$/, "и");
  if (/[ая]$/.test(first)) return first.replace(/[ая]$/, "е");
  if (!grammar) return null;
  if (grammar === "she" || /[еёиоуыэю]$/.test(first)) return first;
  return /[йь]$/.test(first) ? first.replace(/[йь]$/, "ю") : `${first}у`;
}

/** "Передать Ивану", "Передать Айгуль", or "Передать: Саян" of whom it is not known. */
export function giveTo({ name, grammar }: Spoken): string {
  const first = firstName(name);
  if (!russian) return t("giveTo", { name: first });
  const form = dative(first, grammar);
  return form ? t("giveTo", { name: form }) : t("giveToNeutral", { name: first });
}

/** "Передать в Казань", "Передать в Москву", or "Передать: Старая Русса". */
export function moveTo(place: string): string {
  if (!russian || !/[ая]$/.test(place)) return t("moveTo", { place });
  if (/\s/.test(place)) return t("giveToNeutral", { name: place });
  return t("moveTo", { place: place.replace(/а$/, "у").replace(/я$/, "ю") });
}

const LIKE_FIELD = /(поль|авль|ель|даль|дырь)$/; // masculine towns in "ь": Ставрополь, Ярославль, Гомель, Суздаль

// Towns whose genitive the rules below do not give.
const TOWNS: Record<string, string> = {
  Мытищи: "Мытищ",
  Химки: "Химок",
  Люберцы: "Люберец",
  Сочи: "Сочи",
  Тольятти: "Тольятти",
  Чебоксары: "Чебоксар",
  Орёл: "Орла",
  Елец: "Ельца",
  Череповец: "Череповца",
  Грозный: "Грозного",
  "Нижний Новгород": "Нижнего Новгорода",
  "Великий Новгород": "Великого Новгорода",
  "Набережные Челны": "Набережных Челнов",
  "Старый Оскол": "Старого Оскола",
  "Сергиев Посад": "Сергиева Посада",
};

function genitive(place: string): string | null {
  if (place in TOWNS) return TOWNS[place] ?? null;
  if (!/^[А-ЯЁ][а-яё]+(-[А-ЯЁ]?[а-яё]+)*$/.test(place)) return null;
  if (/о$/.test(place)) return place; // Одинцово
  if (/[гкхжчшщ]а$/.test(place)) return place.replace(/а$/, "и");
  if (/а$/.test(place)) return place.replace(/а$/, "ы");
  if (/я$/.test(place)) return place.replace(/я$/, "и");
  if (LIKE_FIELD.test(place)) return place.replace(/ь$/, "я");
  if (/ь$/.test(place)) return place.replace(/ь$/, "и");
  return /(ёл|[иы]й|[её]ц)$/.test(place) || /[аеёиуыэюй]$/.test(place) ? null : `${place}а`;
}

/** "Гость из Казани", "Гость, Мытищи", or "Гость" where the city is unknown. */
export function guest(city: string): string {
  if (!city) return t("guest");
  const form = russian ? genitive(city) : city;
  return form ? t("guestFrom", { city: form }) : t("guestNeutral", { city });
}
