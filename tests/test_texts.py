"""Both languages say the same things: on the server, in the widget, in the console."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from samovar.texts import LANGS, Texts, counted, pick

ROOT = Path(__file__).parent.parent
FOLDERS = ("server/samovar/texts", "widget/texts", "console/texts")
PLACE = re.compile(r"\{\w+\}")


def flat(tree: dict[str, Any], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in tree.items():
        found |= flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: value}
    return found


def read(folder: str, lang: str) -> dict[str, str]:
    return flat(json.loads((ROOT / folder / f"{lang}.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize("folder", FOLDERS)
def test_both_languages_have_the_same_keys(folder: str):
    assert read(folder, "ru").keys() == read(folder, "en").keys()


@pytest.mark.parametrize("folder", FOLDERS)
def test_both_languages_have_the_same_placeholders(folder: str):
    russian, english = read(folder, "ru"), read(folder, "en")
    for key, text in russian.items():
        assert set(PLACE.findall(text)) == set(PLACE.findall(english[key])), key


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("lang", LANGS)
def test_no_text_is_empty(folder: str, lang: str):
    assert [key for key, text in read(folder, lang).items() if not text.strip()] == []


def test_placeholders_are_filled_once_and_plainly():
    texts = Texts.load()
    assert texts.get("ru", "pages.least", n=10) == "от 10 знаков"
    assert texts.get("en", "pages.invite.call_channel", who="{channels}", channels="{0.__class__}") == (
        "{channels} invites you to answer in {0.__class__}"
    )


def test_a_text_we_do_not_have_is_an_error():
    with pytest.raises(KeyError):
        Texts.load().get("ru", "pages.nothing")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "ru"),
        ("en-GB,en;q=0.9", "en"),
        ("de-DE,de;q=0.9,en;q=0.5,ru;q=0.4", "en"),
        ("ru;q=0.2, en;q=0.8", "en"),
        ("en;q=0,ru;q=0.1", "ru"),
        ("de, fr", "ru"),
        ("en;q=rubbish", "ru"),
        ("," * 5000, "ru"),
    ],
)
def test_the_language_is_picked_from_what_the_browser_wants(header: str, expected: str):
    assert pick(header, "ru") == expected


# ---------------------------------------------------------------- where texts are used

BROWSER = {"widget": r"\b(?:texts\.{0}|{0} as \w+)\b", "console": r'"{}"'}
"""How a side's sources name a text."""


def sources(side: str) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / side / "src").rglob("*.ts*"))


@pytest.mark.parametrize("side", BROWSER)
def test_every_text_of_a_browsers_side_is_used_somewhere(side: str):
    code = sources(side)
    keys = read(f"{side}/texts", "ru").keys() - {"language"}
    assert [key for key in keys if not re.search(BROWSER[side].format(key), code)] == []


def test_the_console_chooses_the_form_of_every_text_that_has_several():
    plainly = set(re.findall(r'\bt\("(\w+)"', sources("console")))
    assert [key for key, text in read("console/texts", "ru").items() if key in plainly and "|" in text] == []


# ---------------------------------------------------------------- counted texts

NUMBERS = r"\{(?:n|max|min|most|count|limit|minutes|seconds|hours|days|h)\}"
COUNTED = re.compile(NUMBERS + r" ([а-яёa-z]+)")
SHORT = {"с", "мин", "мс", "ч", "s", "min", "ms", "h"}
"""Units that are written short have one form for all numbers."""
WORDS = {
    ("знак", "знака", "знаков"), ("знака", "знаков", "знаков"), ("лишний", "лишних", "лишних"),
    ("секунду", "секунды", "секунд"), ("минуту", "минуты", "минут"), ("чат", "чата", "чатов"),
    ("посетитель", "посетителя", "посетителей"), ("закроется", "закроются", "закроются"),
    ("страница", "страницы", "страниц"), ("человека", "человек", "человек"), ("новое", "новых", "новых"),
    ("черновик", "черновика", "черновиков"), ("unfinished", "unfinished"),
    ("сообщение", "сообщения", "сообщений"), ("unsent", "unsent"), ("посетителя", "посетителей", "посетителей"),
    ("visitor", "visitors"), ("ждёт", "ждут", "ждут"), ("открыт", "открыты", "открыто"),
    ("в", "в", "в"), ("без", "без", "без"),
    ("second", "seconds"), ("minute", "minutes"), ("chat", "chats"), ("character", "characters"), ("page", "pages"),
    ("person", "people"), ("new", "new"), ("is", "are"), ("open", "open"), ("online", "online"), ("visits", "visits"),
    ("шаг", "шага", "шагов"), ("step", "steps"), ("час", "часа", "часов"), ("hour", "hours"),
    ("time", "times"), ("раз", "раза", "раз"), ("день", "дня", "дней"), ("day", "days"),
    ("код", "кода", "кодов"), ("code", "codes"),
    ("письмо", "письма", "писем"), ("letter", "letters"),
    ("строка", "строки", "строк"), ("line", "lines"),
    ("приглашение", "приглашения", "приглашений"), ("invitation", "invitations"),
    ("сеанс", "сеанса", "сеансов"), ("browser", "browsers"),
    ("строка", "строки", "строк"), ("визит", "визита", "визитов"), ("letter", "letters"), ("visit", "visits"),
    ("message", "messages"), ("письмо", "письма", "писем"), ("чата", "чатов", "чатов"), ("line", "lines"),
}  # fmt: skip
ONE = {n for n in range(126) if n % 10 == 1} - {11, 111}
FEW = {n for n in range(126) if n % 10 in (2, 3, 4)} - {12, 13, 14, 112, 113, 114}


def counting(folder: str, lang: str) -> dict[str, str]:
    return {key: text for key, text in read(folder, lang).items() if set(COUNTED.findall(text)) - SHORT}


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("lang", LANGS)
def test_every_text_whose_words_depend_on_a_number_has_all_their_forms(folder: str, lang: str):
    for key, text in counting(folder, lang).items():
        words = tuple(COUNTED.findall(text))
        # An English adjective before the noun has one form.
        assert words in WORDS or (lang == "en" and len(words) == 2 and len(set(words)) == 1), f"{key}: {text}"


@pytest.mark.parametrize("folder", FOLDERS)
def test_each_number_gets_its_own_form(folder: str):
    for lang in LANGS:
        for text in counting(folder, lang).values():
            forms = text.split("|")
            for n in range(126):
                form = 0 if n in ONE else 1 if n in FEW else 2
                assert counted(text, lang, n) == forms[form if lang == "ru" else int(n != 1)], (n, text)


def test_a_number_and_its_form_are_filled_in_together():
    get = Texts.load().get
    assert get("ru", "pages.errors.name_long", n=21).startswith("Имя длиннее 21 знака")
    assert get("ru", "pages.errors.name_long", n=111).startswith("Имя длиннее 111 знаков")
    assert get("en", "pages.errors.name_long", n=1).startswith("The name is longer than 1 character.")


# ---------------------------------------------------------------- what is true

NOT_YET = re.compile(
    r"поменять потом|добавите позже|[Дд]оступ открывает|[Аа]дминистратор (изменил|добавля|откры|зов)|добавляет админ|"
    r"к администратору|у администратора|зов[её]т администратор|change .*later|add .*later|"
    r"(ask|contact) (the|your) administrator|administrators? (adds?|gives?|opens?|grants?|invites?|changed)",
    re.IGNORECASE,
)
"""Promises of pages that administrators do not have: where they get one, its words leave this list."""


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("lang", LANGS)
def test_no_sentence_sends_to_what_does_not_exist_yet(folder: str, lang: str):
    assert {key: text for key, text in read(folder, lang).items() if NOT_YET.search(text)} == {}


def test_the_set_up_form_says_whose_language_it_asks_for():
    """It sets the administrator's console; the chat speaks as its page does."""
    said = [Texts.load().get(lang, "pages.setup.language") for lang in LANGS]
    assert all(re.search("консол|console", each) for each in said), said


def test_examples_on_the_screens_are_all_of_one_made_up_company():
    places = [*(ROOT / "server/samovar/texts").glob("*.json"), *(ROOT / "server/samovar/web/templates").rglob("*.html")]
    hosts = {host for place in places for host in re.findall(r"[\w.-]*\w\.example\b", place.read_text("utf-8"))}
    # And chat.example, where the chat itself stands, as in the README.
    assert {host for host in hosts if not re.fullmatch(r"[\w-]*\.?olha\.example|chat\.example", host)} == set()
