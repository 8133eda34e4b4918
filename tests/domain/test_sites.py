"""Settings of a site are read from any row, old, odd or new, and written as what differs from the defaults."""

from typing import Any

import pytest

from samovar.domain.channels.sites import (
    DEFAULTS,
    WAYS,
    Category,
    Consent,
    Edges,
    People,
    SiteSettings,
    name_in,
    people_in,
    settings_of,
    stored_form,
)
from samovar.storage.tables import Site


def site(**settings: Any) -> Site:
    return Site(key="k", name="Ольха", settings=settings)


def test_no_site_and_an_empty_row_have_the_defaults_of_the_trade():
    for found in (settings_of(None), settings_of(site())):
        assert found == DEFAULTS
    assert (found.delay_ms, found.closed_days, found.reopen_minutes, found.away_minutes) == (25_000, 7, 60, 2)
    assert (found.ways, found.consent, found.categories) == (WAYS, None, [])


def test_a_row_of_an_older_version_reads_as_it_did():
    old = site(delay_ms=0, greeting={"ru": "Добрый день"}, latin="Olkha", people={"en": {"many": "a", "whom": "b"}})
    found = settings_of(old)
    assert (found.delay_ms, found.greeting, found.side) == (0, {"ru": "Добрый день"}, "right")
    assert name_in(old, "en") == "Olkha" and name_in(old, "ru") == "Ольха"
    assert people_in(old, "en") == People("a", "b") and people_in(old, "ru").many == "наши сотрудники"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("colour", "red"), ("colour", "#b3561b\n"), ("side", "top"), ("delay_ms", -1), ("closed_days", "7"),
        ("desktop", {"aside": 401}), ("ways", ["pigeon"]), ("consents", [{}]), ("hidden_pages", [""]),
        ("categories", [{"ru": ""}]), ("nobody knows this", 1),
    ],
)  # fmt: skip
def test_what_no_longer_may_be_is_as_by_default_and_spoils_nothing_else(name: str, value: Any):
    found = settings_of(site(**{name: value, "delay_ms" if name != "delay_ms" else "closed_days": 5}))
    assert found == settings_of(site(**{"delay_ms" if name != "delay_ms" else "closed_days": 5})) != DEFAULTS


def test_what_is_written_reads_the_same_and_defaults_are_not_written():
    made = SiteSettings(
        side="left", phone=Edges(12, 80), ways=("phone",), categories=[Category("Замер", "Measuring")],
        consents=[Consent(1, "2026-11-28T10:00:00Z", {"ru": "Согласен"}, "https://olha.example/policy")],
    )  # fmt: skip
    written = stored_form(made)
    assert settings_of(site(**written)) == made
    assert written.keys() == {"side", "phone", "ways", "categories", "consents"}
    assert stored_form(DEFAULTS) == {}


def test_the_consent_that_holds_is_the_last_and_a_category_without_english_is_said_in_russian():
    versions = [Consent(each, "2026-11-28T10:00:00Z", {"ru": f"Текст {each}"}) for each in (1, 2)]
    assert SiteSettings(consents=versions).consent == versions[1]
    assert [Category("Цены").name_in("en"), Category("Цены", "Prices").name_in("en")] == ["Цены", "Prices"]
