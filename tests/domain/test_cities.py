"""The larger cities are known by all the ways people write them."""

import pytest

from samovar.domain.channels.cities import fold, latin, place, places
from samovar.domain.channels.routing import Known, Map, route
from samovar.storage.tables import Channel

MOSCOW, PETERSBURG = (
    Channel(id=name, site_id="s", name=name, fallback=name == "Москва") for name in ("Москва", "Санкт-Петербург")
)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("мск", "Москва"), ("MSK", "Москва"), ("Moscow", "Москва"), ("г. Москва", "Москва"), ("спб", "Санкт-Петербург"),
        ("Питер", "Санкт-Петербург"), ("St. Petersburg", "Санкт-Петербург"), ("санкт петербург", "Санкт-Петербург"),
        ("САНКТПЕТЕРБУРГ", "Санкт-Петербург"), ("екб", "Екатеринбург"), ("нск", "Новосибирск"),
        ("ростов", "Ростов-на-Дону"), ("Ростов на Дону", "Ростов-на-Дону"), ("нижний-новгород", "Нижний Новгород"),
        ("Орел", "Орёл"), ("орёл", "Орёл"), ("Алма-Ата", "Алматы"), ("улан удэ", "Улан-Удэ"), ("Казань", "Казань"),
    ],
)  # fmt: skip
def test_a_city_is_known_however_it_is_written(written: str, name: str):
    found = place(written)
    assert found is not None and found.name == name


def test_no_spelling_means_two_cities():
    lines = {one.name: one for one in places().values()}
    spellings = [each for one in lines.values() for each in one.spellings]
    assert len(lines) >= 150 and len(spellings) == len(set(spellings))


def test_a_site_that_names_a_city_knows_its_aliases():
    spellings = {fold("Москва"): ("Москва", "Москва"), fold("Saint Petersburg"): ("Санкт-Петербург", "Петербург")}
    for written, channel in {"мск": MOSCOW, "Moscow": MOSCOW, "питер": PETERSBURG, "спб": PETERSBURG}.items():
        assert route(Map([MOSCOW, PETERSBURG], spellings), Known(page=written)).channel is channel


def test_the_sites_own_alias_wins():
    spellings = {fold("Москва"): ("Москва", "Москва"), fold("мск"): ("Санкт-Петербург", "Малая Скрыня")}
    found = route(Map([MOSCOW, PETERSBURG], spellings), Known(page="МСК"))
    assert (found.channel, found.city) == (PETERSBURG, "Малая Скрыня")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("екб", "Екатеринбург"), ("ekb", "Yekaterinburg"), ("Kazan", "Kazan"), ("Лухское", "Лухское"),
        # Whose two names are one when folded.
        ("нск", "Новосибирск"), ("kzn", "Kazan"), ("новосиб", "Новосибирск"),
    ],
)  # fmt: skip
def test_an_alias_is_kept_as_the_city_it_means_and_a_name_as_it_is(typed: str, kept: str):
    assert route(Map([MOSCOW], {}), Known(page=typed)).city == kept


def test_english_names():
    assert [latin(each) for each in ("Казань", "Kazan", "Лухское", "")] == ["Kazan", "", "", ""]
