// Russian forms of names of people and places. Where the right form is not certain, a neutral wording
// stands in: a wrong ending is worse than none.

import { language, t } from "./texts";

const russian = language === "ru";

// Men's names whose dative is the name plus "у", or "ю" in place of "й" and "ь". Women's names that end
// like these (Гульназ, Айгуль) do not change, so the ending alone does not tell.
const MEN = new Set(
  (
    "Адам Азат Айдар Айрат Александр Алексей Алмаз Альберт Анатолий Андрей Антон Аркадий Арсен Арсений Артём Артем " +
    "Артур Богдан Борис Булат Вадим Валентин Валерий Василий Виктор Виталий Владимир Владислав Всеволод Вячеслав " +
    "Геннадий Георгий Герман Глеб Григорий Давид Дамир Даниил Данил Даниэль Демид Денис Дмитрий Евгений Егор Иван " +
    "Игорь Ильдар Ильнур Илья Инсаф Ислам Камиль Карим Кирилл Константин Лев Леонид Макар Максим Марат Марк Матвей " +
    "Мирон Михаил Мурат Назар Никита Николай Олег Павел Пётр Петр Радик Рамиль Ренат Ринат Роберт Родион Роман " +
    "Руслан Рустам Рустем Савелий Святослав Семён Семен Сергей Станислав Степан Тарас Тимофей Тимур Фёдор Федор " +
    "Филипп Эдуард Эльдар Эмиль Юрий Ян Ярослав"
  ).split(" "),
);
const EITHER = new Set(["Саша", "Женя", "Валя", "Слава", "Паша", "Никита", "Лука", "Фома", "Данила", "Миша"]);
const IRREGULAR: Record<string, string> = { Лев: "Льву", Павел: "Павлу", Пётр: "Петру", Любовь: "Любови" };

export type Gender = "he" | "she" | "unknown";

/** The first word of a name: what colleagues call each other. */
export const firstName = (name: string): string => name.trim().split(/\s+/)[0] ?? "";

/** How a Russian text may speak of a person of this first name in the past tense. */
export function gender(name: string): Gender {
  const first = firstName(name);
  if (MEN.has(first)) return "he";
  return /[ая]$/.test(first) && !EITHER.has(first) ? "she" : "unknown";
}

function dative(first: string): string | null {
  if (first in IRREGULAR) return IRREGULAR[first] ?? null;
  if (/ия$/.test(first)) return first.replace(/я$/, "и");
  if (/[ая]$/.test(first)) return first.replace(/[ая]$/, "е");
  if (!MEN.has(first)) return null;
  return /[йь]$/.test(first) ? first.replace(/[йь]$/, "ю") : `${first}у`;
}

/** "Передать Ивану", or "Передать: Айгуль". */
export function giveTo(name: string): string {
  const first = firstName(name);
  if (!russian) return t("giveTo", { name: first });
  const form = dative(first);
  return form ? t("giveTo", { name: form }) : t("giveToNeutral", { name: first });
}

/** "Передать в Казань", "Передать в Москву", or "Передать: Старая Русса". */
export function moveTo(place: string): string {
  if (!russian || !/[ая]$/.test(place)) return t("moveTo", { place });
  if (/\s/.test(place)) return t("giveToNeutral", { name: place });
  return t("moveTo", { place: place.replace(/а$/, "у").replace(/я$/, "ю") });
}

const LIKE_FIELD = /(поль|авль)$/; // masculine towns in "ь": Ставрополь, Ярославль

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
