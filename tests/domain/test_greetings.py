"""What the window says when it opens by itself: whose words, what stands for their placeholders, and on which pages."""

import time
from typing import Any

import pytest

from samovar.domain.channels.greetings import (
    Moment,
    filled,
    greeting_of,
    is_hidden,
    matches,
    may_greet,
    unknown_places,
)
from samovar.domain.channels.sites import SiteSettings

PLACES = {"page": "Нева", "city": "Казань", "name": "Анна", "company": "Ольха"}
OWN = SiteSettings(
    greeting={"ru": "Здравствуйте! {имя}, {компания}", "en": "Hello from {company}"},
    greetings={"kazan": {"ru": "Исәнмесез! Вы смотрите «{страница}»"}},
)


@pytest.mark.parametrize(
    ("channel", "lang", "without", "said"),
    [
        ("kazan", "ru", "", "Исәнмесез! Вы смотрите «Нева»"),
        # A page without a title: the next words that need none.
        ("kazan", "ru", "page", "Здравствуйте! Анна, Ольха"),
        ("moscow", "ru", "", "Здравствуйте! Анна, Ольха"),
        (None, "ru", "", "Здравствуйте! Анна, Ольха"),
        ("kazan", "en", "", "Hello from Ольха"),
        ("moscow", "ru", "name", "Как обычно"),
    ],
)
def test_the_channels_own_words_go_first_and_words_with_a_hole_are_not_said(
    channel: str | None, lang: str, without: str, said: str
):
    assert greeting_of(OWN, channel, lang, PLACES | {without: ""}, "Как обычно") == said


def test_placeholders_are_known_in_both_languages_and_what_stands_for_them_is_not_read_again():
    assert filled("{Город} / {city} / { имя }", PLACES) == "Казань / Казань / Анна"
    assert filled("{page}", PLACES | {"page": "{city} {0} \\1"}) == "{city} {0} \\1"
    assert filled("Без полей", {}) == "Без полей"


def test_placeholders_that_nobody_fills_are_told():
    assert unknown_places("{имя} {фамилия} {} {page} { }") == ["{фамилия}", "{}", "{ }"]


@pytest.mark.parametrize(
    ("pattern", "url", "fits"),
    [
        ("/kuhni/*", "https://olha.example/kuhni/neva", True),
        ("/kuhni/*", "https://olha.example/kuhni/neva?utm_source=ya#top", True),
        ("/kuhni/*", "https://olha.example/stoly/kuhni/neva", False),
        ("/kuhni", "https://olha.example/kuhni/", True),
        ("/kuhni", "https://olha.example/kuhni/neva", False),
        ("/", "https://olha.example", True), ("/", "https://olha.example/kuhni", False),
        ("/*/neva*", "https://olha.example/kuhni/neva-2", True),
        ("*neva", "https://olha.example/kuhni/neva-2", False),
        ("/poisk?q=*", "https://olha.example/poisk?q=1", True), ("/poisk?q=*", "https://olha.example/poisk", False),
        ("olha.example/*", "https://www.olha.example/kuhni", True),
        ("olha.example/*", "https://shop.olha.example/a", False),
        ("*.olha.example*", "https://shop.olha.example/a", True),
        ("http://olha.example/*", "https://olha.example/a", False),
        ("/KUHNI/*", "https://olha.example/kuhni/Нева", True), ("/a.b", "https://olha.example/axb", False),
        ("/a*a", "https://olha.example/a", False), ("*", "", True), ("/kuhni", "", False),
    ],
)  # fmt: skip
def test_an_address_fits_a_pattern(pattern: str, url: str, fits: bool):
    assert matches([pattern], url) is fits
    assert matches(["/nowhere", pattern], url) is fits and not matches([], url)


def test_no_pattern_makes_the_server_think():
    started = time.perf_counter()
    assert not matches(["*a" * 99 + "*b"], "https://olha.example/" + "a" * 2000)
    assert time.perf_counter() - started < 0.1


MOMENT: dict[str, Any] = {
    "url": "https://olha.example/kuhni/neva",
    "referrer": "https://yandex.ru/search",
    "device": "iPhone, Safari",
    "channel_open": True,
}


@pytest.mark.parametrize(
    ("rule", "other"),
    [
        ({"greet_pages": ["/kuhni/*"]}, {"url": "https://olha.example/"}),
        ({"greet_referrers": ["yandex.ru*", "google.*"]}, {"referrer": ""}),
        ({"greet_device": "phone"}, {"device": "Windows, Chrome"}),
        ({"greet_open": True}, {"channel_open": False}),
    ],
)
def test_each_rule_holds_the_greeting_back_where_it_does_not_fit(rule: dict[str, Any], other: dict[str, Any]):
    settings = SiteSettings(**rule)
    assert may_greet(settings, Moment(**MOMENT)) and not may_greet(settings, Moment(**MOMENT | other))
    assert may_greet(SiteSettings(), Moment(**MOMENT | other))


def test_computers_are_no_phones():
    at_a_desk = SiteSettings(greet_device="computer")
    shown = [may_greet(at_a_desk, Moment(**MOMENT | {"device": each})) for each in ("", "iPad, Safari", "Android")]
    assert shown == [True, True, False]


def test_the_widget_is_hidden_on_named_pages_and_while_closed():
    assert is_hidden(SiteSettings(hidden_pages=["/basket*"]), "https://olha.example/basket/pay", True)
    assert not is_hidden(SiteSettings(hidden_pages=["/basket*"]), "https://olha.example/", False)
    hides = SiteSettings(hide_closed=True)
    assert is_hidden(hides, MOMENT["url"], False) and not is_hidden(hides, MOMENT["url"], True)
