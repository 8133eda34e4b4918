"""City → channel, in the order of trade.md: the page, the earlier choice, the operator, the address, a list."""

from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import mmdb_writer
import pytest
from hypothesis import given
from hypothesis import strategies as st
from netaddr import IPSet

from samovar.domain.channels import gazetteer
from samovar.domain.channels.cities import fold
from samovar.domain.channels.routing import OTHER, Known, Map, Near, Route, route
from samovar.storage.geo import CityBase
from samovar.storage.tables import Channel

MOSCOW = Channel(id="moscow", site_id="s", name="Москва", fallback=True)
KAZAN = Channel(id="kazan", site_id="s", name="Казань")
SPB = Channel(id="spb", site_id="s", name="Санкт-Петербург")
CHANNELS = [MOSCOW, KAZAN, SPB]
ALIASES = {
    "moscow": ["Москва", "Moscow", "мск"],
    "kazan": ["Казань"],
    "spb": ["Санкт-Петербург", "Питер", "спб", "Орёл"],
}
SPELLINGS = {fold(alias): (channel, aliases[0]) for channel, aliases in ALIASES.items() for alias in aliases}


def found(channels: list[Channel] = CHANNELS, **known: Any) -> Route:
    return route(Map(channels, SPELLINGS), Known(**known))


@pytest.mark.parametrize(
    ("typed", "channel"),
    [
        ("Москва", MOSCOW),
        ("москва", MOSCOW),
        ("  МОСКВА ", MOSCOW),
        ("Moscow", MOSCOW),
        ("Moskva", MOSCOW),
        ("мск", MOSCOW),
        ("МСК", MOSCOW),
        ("msk", MOSCOW),
        ("г. Москва", MOSCOW),
        ("г.Москва", MOSCOW),
        ("город Москва", MOSCOW),
        ("Kazan", KAZAN),
        ("KAZAN'", KAZAN),
        ("Санкт Петербург", SPB),
        ("Sankt-Peterburg", SPB),
        ("спб", SPB),
        ("орел", SPB),
        ("Orel", SPB),
    ],
)
def test_one_city_has_many_spellings(typed: str, channel: Channel):
    assert found(page=typed).channel is channel


@pytest.mark.parametrize("typed", ["Москвич", "Казанское", "", "-", "мск2"])
def test_a_word_like_a_city_is_not_the_city(typed: str):
    assert fold(typed) not in SPELLINGS


@given(st.text())
def test_folding_never_fails_and_is_folded_once_for_all(typed: str):
    assert fold(fold(typed)) == fold(typed)
    assert len(fold(typed)) <= 100


ORDER: list[tuple[dict[str, Any], Channel, str, str]] = [
    ({"page": "Казань", "chosen": "spb", "corrected": "Москва", "ip": ["Москва"]}, KAZAN, "Казань", "page"),
    ({"chosen": "spb", "corrected": "Казань", "ip": ["Москва"]}, SPB, "Санкт-Петербург", "chosen"),
    ({"corrected": "kazan", "ip": ["Москва"]}, KAZAN, "Казань", "operator"),
    ({"ip": ["Казань", "Kazan"]}, KAZAN, "Казань", "ip"),
]


@pytest.mark.parametrize(("known", "channel", "city", "how"), ORDER)
def test_the_surest_knowledge_wins(known: dict[str, Any], channel: Channel, city: str, how: str):
    assert found(**known) == Route(channel, city=city, how=how)


def test_the_second_language_of_an_address_helps():
    assert found(ip=["Мяськау", "Moscow"]) == Route(MOSCOW, city="Москва", how="ip")


def test_a_choice_of_a_channel_that_is_gone_counts_for_nothing():
    assert found(chosen="gone", ip=["Казань"]).channel is KAZAN


def test_a_city_without_a_channel_goes_to_the_fallback_channel():
    assert found(page="Владивосток") == Route(MOSCOW, city="Владивосток", how="page")
    assert found(ip=["Владивосток"]) == Route(MOSCOW, city="Владивосток", how="ip")


def test_without_a_fallback_channel_the_widget_is_hidden_there():
    hidden = found([KAZAN, SPB], page="Владивосток")
    assert hidden.channel is None and not hidden.choose


def test_a_visitor_of_whom_nothing_is_known_chooses_from_a_list():
    assert found() == Route(choose=(MOSCOW, KAZAN, SPB), other=MOSCOW)
    assert found([KAZAN, SPB]) == Route(choose=(KAZAN, SPB)), "nobody takes the other cities"


def test_whoever_finds_their_city_nowhere_in_the_list_goes_to_the_fallback_and_no_city_is_known():
    assert found(chosen=OTHER, ip=["Казань"]) == Route(MOSCOW)
    assert found(chosen=OTHER, corrected="Казань").channel is KAZAN
    assert found([KAZAN, SPB], chosen=OTHER) == Route(choose=(KAZAN, SPB))


def test_where_there_is_one_channel_there_is_nothing_to_choose():
    assert found([KAZAN]) == Route(KAZAN)


def test_a_site_without_channels_has_no_widget():
    assert found([]) == Route()


# ---------------------------------------------------------------- who lives nearby

SPOTS = [("moscow", (55.75, 37.62)), ("kazan", (55.79, 49.12)), ("spb", (59.94, 30.31))]


def near(km: int, channels: list[Channel] = CHANNELS, **known: Any) -> Route:
    return route(Map(channels, SPELLINGS, Near(km, SPOTS, gazetteer.where)), Known(**known))


@pytest.mark.parametrize(
    ("city", "channel", "km"),
    [("Зеленодольск", KAZAN, 37), ("Химки", MOSCOW, 20), ("Khimki", MOSCOW, 20), ("Выборг", SPB, 123)],
)
def test_a_city_without_a_channel_goes_to_the_nearest_within_the_radius(city: str, channel: Channel, km: int):
    found = near(150, page=city)
    assert (found.channel, found.city) == (channel, city) and found.km == pytest.approx(km, abs=3)


def test_beyond_the_radius_and_where_nobody_knows_the_way_the_fallback_takes_it():
    for city in ("Владивосток", "Зеленодольск", "Нигдебург"):
        assert near(30, page=city) == Route(MOSCOW, city=city, how="page")


def test_a_city_with_a_channel_is_nobody_elses_however_near():
    assert near(20_000, page="Орёл") == Route(SPB, city="Санкт-Петербург", how="page")


def test_where_the_address_lies_is_surer_than_what_its_city_is_called():
    found = near(150, ip=["Кировский"], spot=(55.80, 49.00))
    assert found.channel is KAZAN and found.km is not None and found.km < 10


def test_a_channel_that_takes_nobody_is_not_the_nearest():
    assert near(2000, [MOSCOW, SPB], page="Зеленодольск").channel is MOSCOW


def test_without_a_radius_nobody_lives_nearby():
    assert near(0, page="Химки") == Route(MOSCOW, city="Химки", how="page")


def test_of_towns_that_are_called_alike_the_largest_is_meant():
    found = gazetteer.town("Москва")
    assert found and (found.name, found.latin, found.country, found.zone) == ("Москва", "Moscow", "RU", "Europe/Moscow")


@pytest.mark.parametrize(
    ("typed", "first"),
    [("мос", "Москва"), ("Kaz", "Казань"), ("спб", "Санкт-Петербург"), ("набер", "Набережные Челны")],
)
def test_cities_are_offered_by_how_they_begin_the_largest_first(typed: str, first: str):
    assert first in [each.name for each in gazetteer.beginning_with(typed)][:3]


def test_what_begins_no_city_offers_none():
    assert gazetteer.beginning_with("") == gazetteer.beginning_with("щщщ") == []


# ---------------------------------------------------------------- the address


def base(folder: Path, **records: Any) -> CityBase:
    writer = mmdb_writer.MMDBWriter(ip_version=6, ipv4_compatible=True, database_type="Samovar-City")
    for network, record in records.items():
        writer.insert_network(IPSet([str(ip_network(network))]), record)
    writer.to_db_file(str(folder / "city.mmdb"))
    return CityBase(folder / "city.mmdb")


@pytest.fixture
def cities(tmp_path: Path) -> Iterator[CityBase]:
    names = {"en": "Moscow", "de": "Moskau", "ru": "Москва"}
    made = base(
        tmp_path,
        **{
            "203.0.113.0/24": {"city": {"names": names}, "country": {"names": {"en": "Russia"}}},
            "198.51.100.0/24": {"city": "Kazan", "country_code": "RU", "latitude": "55.8", "longitude": "49.1"},
            "192.0.2.0/24": {"country_code": "RU"},
            "2001:db8::/32": {"city": {"names": {"en": "Kazan"}}, "location": {"latitude": 55.8, "longitude": 49.1}},
        },
    )
    yield made
    made.close()


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("203.0.113.7", ("Москва", "Moscow", "Moskau")),
        ("198.51.100.200", ("Kazan",)),
        ("2001:db8::1", ("Kazan",)),
        ("192.0.2.1", ()),
        ("10.0.0.1", ()),
        ("?", ()),
        ("203.0.113.7, 1.2.3.4", ()),
        ("", ()),
    ],
)
def test_an_address_has_a_city_in_both_shapes_of_records(cities: CityBase, address: str, expected: tuple[str, ...]):
    assert cities.cities(address) == expected


@pytest.mark.parametrize(
    ("address", "spot"),
    [
        ("2001:db8::1", (55.8, 49.1)), ("198.51.100.200", (55.8, 49.1)), ("203.0.113.7", None), ("10.0.0.1", None),
        ("?", None),
    ],
)  # fmt: skip
def test_an_address_lies_somewhere_in_both_shapes_of_records(
    cities: CityBase, address: str, spot: tuple[float, float] | None
):
    assert cities.spot(address) == spot


def test_without_a_file_no_address_has_a_city():
    nothing = CityBase(None)
    assert nothing.cities("203.0.113.7") == () and nothing.spot("203.0.113.7") is None
    nothing.close()
