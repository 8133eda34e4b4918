"""Open now, until when, opens when: in every zone, over clock changes, past midnight, on holidays."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samovar.domain.channels.holidays import COUNTRIES, Country
from samovar.domain.channels.hours import Hours, OpenState, Special, clash

MOSCOW, BERLIN, NEW_YORK = ZoneInfo("Europe/Moscow"), ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
SHOP = (((540, 1260),),) * 4 + (((540, 780), (840, 1560)),) + (((600, 1200),), ())
"""Monday to Thursday 9–21, Friday 9–13 and 14–02, Saturday 10–20, closed on Sunday."""
OFFICE = (((540, 1080),),) * 5 + ((), ())
REASON = {"ru": "Переезд", "en": "Moving"}


def at(zone: ZoneInfo, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def asked(text: str, week: Any = SHOP, zone: ZoneInfo = MOSCOW, **more: Any) -> OpenState:
    return Hours(zone, week, **more).at(at(zone, text))


def told(state: OpenState, zone: ZoneInfo = MOSCOW) -> tuple[bool, str]:
    """Open or not, and the moment that ends it, on the zone's wall clock."""
    ends = state.until if state.open else state.opens_at
    return state.open, f"{ends.astimezone(zone):%d %H:%M}" if ends else ""


# 2026-03-02 is a Monday.
@pytest.mark.parametrize(
    ("now", "is_open", "ends"),
    [
        ("2026-03-02 08:59", False, "02 09:00"),
        ("2026-03-02 09:00", True, "02 21:00"),
        ("2026-03-02 20:59:59", True, "02 21:00"),
        ("2026-03-02 21:00", False, "03 09:00"),
        ("2026-03-03 03:00", False, "03 09:00"),
        ("2026-03-06 12:00", True, "06 13:00"),
        ("2026-03-06 13:00", False, "06 14:00"),
        ("2026-03-06 13:30", False, "06 14:00"),
        ("2026-03-06 23:00", True, "07 02:00"),
        ("2026-03-07 01:59", True, "07 02:00"),
        ("2026-03-07 02:00", False, "07 10:00"),
        ("2026-03-07 20:00", False, "09 09:00"),
        ("2026-03-08 12:00", False, "09 09:00"),
    ],
)
def test_a_week_with_a_lunch_and_a_friday_that_ends_on_saturday(now: str, is_open: bool, ends: str):
    state = asked(now)
    assert told(state) == (is_open, ends)
    assert (state.why, state.reason) == ("" if is_open else "hours", {})


def test_the_zone_decides_and_not_where_somebody_asks():
    hours = Hours(MOSCOW, SHOP)
    assert hours.at(datetime(2026, 3, 2, 6, 0, tzinfo=UTC)).open
    assert not hours.at(datetime(2026, 3, 2, 5, 59, tzinfo=UTC)).open
    assert hours.at(at(NEW_YORK, "2026-03-02 01:00")).open


def test_without_hours_it_is_open_round_the_clock_and_never_closes():
    assert asked("2026-03-02 03:00", week=None) == OpenState(True)
    assert asked("2026-03-02 03:00", week=(((0, 1440),),) * 7) == OpenState(True)


def test_days_that_touch_are_one_stretch():
    week = (((600, 1440),), ((0, 120), (600, 900))) + ((),) * 5
    assert told(asked("2026-03-02 12:00", week)) == (True, "03 02:00")


def test_what_never_opens_has_no_time_of_opening():
    assert asked("2026-03-02 12:00", week=((),) * 7) == OpenState(False, why="hours")


# ------------------------------------------------ clock changes


@pytest.mark.parametrize(
    ("now", "is_open", "ends"),
    [
        # On 29 March 2026 Berlin's clock leaps from 02:00 to 03:00, on 25 October it shows 02:00–03:00 twice.
        ("2026-03-29T00:59+00:00", False, "2026-03-29T01:00+00:00"),
        ("2026-03-29T01:00+00:00", True, "2026-03-29T04:00+00:00"),
        ("2026-10-25T00:29+00:00", False, "2026-10-25T00:30+00:00"),
        ("2026-10-25T00:30+00:00", True, "2026-10-25T05:00+00:00"),
        ("2026-10-25T01:15+00:00", True, "2026-10-25T05:00+00:00"),
    ],
)
def test_a_beginning_within_the_hour_of_a_clock_change(now: str, is_open: bool, ends: str):
    state = Hours(BERLIN, (((150, 360),),) * 7).at(datetime.fromisoformat(now))
    assert state.open is is_open and (state.until or state.opens_at) == datetime.fromisoformat(ends)


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-27", 9), ("2026-03-28", 8), ("2026-10-23", 9), ("2026-10-24", 10)]
)
def test_a_night_shift_is_an_hour_shorter_in_spring_and_longer_in_autumn(day: str, hours: int):
    state = asked(f"{day} 21:00", (((1260, 1800),),) * 7, BERLIN)
    assert state.until == at(BERLIN, f"{day} 21:00").astimezone(UTC) + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        ("2026-10-25T00:29+00:00", True), ("2026-10-25T01:29+00:00", True), ("2026-10-25T01:30+00:00", False),
        ("2026-03-29T00:59+00:00", True), ("2026-03-29T01:00+00:00", False),
    ],
)  # fmt: skip
def test_an_end_within_the_hour_of_a_clock_change_is_its_last_one(now: str, is_open: bool):
    assert Hours(BERLIN, (((1320, 1590),),) * 7).at(datetime.fromisoformat(now)).open is is_open


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 30), timezones=st.just(UTC)),
    st.sampled_from([MOSCOW, BERLIN, NEW_YORK, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kathmandu")]),
    st.lists(st.tuples(st.integers(0, 1439), st.integers(1, 1440)), min_size=7, max_size=7),
)
def test_whenever_the_clock_on_the_wall_shows_open_hours_it_is_open(
    now: datetime, zone: ZoneInfo, drawn: list[tuple[int, int]]
):
    week = tuple(((since, since + length),) for since, length in drawn)
    wall = now.astimezone(zone)
    minute = wall.hour * 60 + wall.minute
    (since, until), (late, later) = week[wall.weekday()][0], week[wall.weekday() - 1][0]
    shown = since <= minute < until or late <= minute + 1440 < later
    state = Hours(zone, week).at(now)
    assert state.open or not shown
    if wall.utcoffset() == (wall + timedelta(days=1)).utcoffset() == (wall - timedelta(days=1)).utcoffset():
        assert state.open is shown


# The package of holidays is read the first time it is asked.
@settings(deadline=None)
@given(st.datetimes(datetime(2026, 3, 20), datetime(2026, 11, 10), timezones=st.just(UTC)))
def test_what_is_said_of_the_end_comes_true(now: datetime):
    hours = Hours(BERLIN, SHOP, calendar=Country("DE"))
    state = hours.at(now)
    ends = state.until or state.opens_at
    assert ends is not None and ends > now
    assert hours.at(ends).open is not state.open
    assert hours.at(ends - timedelta(seconds=1)).open is state.open


# ------------------------------------------------ days that are not as usual


def test_a_public_holiday_is_closed_and_says_its_name_in_both_languages():
    state = asked("2026-06-11 22:00", OFFICE, calendar=Country("RU"))
    assert told(state) == (False, "15 09:00")
    assert state.why == "holiday" and state.reason == {"ru": "День России", "en": "Russia Day"}


def test_work_that_was_moved_to_a_saturday_is_done_as_on_a_friday():
    hours = Hours(MOSCOW, OFFICE, calendar=Country("RU"))
    assert hours.at(at(MOSCOW, "2027-02-20 12:00")).open
    off = hours.at(at(MOSCOW, "2027-02-22 12:00"))
    assert (off.open, off.reason) == (False, {"ru": "Выходной", "en": "Day off"})


def test_a_saturday_with_hours_of_its_own_keeps_them_when_work_is_moved_there():
    assert Hours(MOSCOW, SHOP, calendar=Country("RU")).spans_on(date(2027, 2, 20)) == ((600, 1200),)


def test_the_companys_own_day_goes_before_the_countrys():
    own = {date(2026, 6, 12): Special("own", ((720, 960),), {"ru": "Короткий день"})}
    hours = Hours(MOSCOW, OFFICE, own, Country("RU"))
    state = hours.at(at(MOSCOW, "2026-06-12 13:00"))
    assert told(state) == (True, "12 16:00") and (state.why, state.reason) == ("own", {"ru": "Короткий день"})


def test_an_own_day_says_why_from_the_evening_before_until_it_is_over():
    own = {date(2026, 3, 3): Special("own", reason=REASON)}
    for now in ("2026-03-02 22:00", "2026-03-03 12:00", "2026-03-04 08:00"):
        state = asked(now, own=own)
        assert told(state) == (False, "04 09:00")
    assert asked("2026-03-02 22:00", own=own).reason == asked("2026-03-03 12:00", own=own).reason == REASON
    assert asked("2026-03-04 08:00", own=own).why == "hours"


def test_friday_goes_on_into_the_night_of_a_saturday_that_is_a_day_off():
    own = {date(2026, 3, 7): Special("own", reason=REASON)}
    assert asked("2026-03-07 01:00", own=own) == OpenState(True, at(MOSCOW, "2026-03-07 02:00").astimezone(UTC))
    after = asked("2026-03-07 02:00", own=own)
    assert told(after) == (False, "09 09:00") and after.reason == REASON


def test_who_never_closes_closes_on_a_day_off():
    own = {date(2026, 3, 5): Special("own", reason=REASON)}
    assert told(asked("2026-03-02 12:00", None, own=own)) == (True, "05 00:00")
    assert told(asked("2026-03-05 12:00", None, own=own)) == (False, "06 00:00")


def test_a_channel_that_is_not_open_yet_opens_at_the_first_hour_of_its_first_day():
    for first, opens in ((date(2026, 12, 1), "01 09:00"), (date(2026, 12, 6), "07 09:00")):
        state = asked("2026-03-02 12:00", opens_on=first)
        assert told(state) == (False, opens) and state.why == "not_yet"
    assert asked("2026-12-01 09:00", opens_on=date(2026, 12, 1)).open


def test_a_channel_closed_for_good_opens_never():
    assert asked("2026-03-02 12:00", closed=True) == OpenState(False, why="closed")


@pytest.mark.parametrize("code", COUNTRIES)
def test_every_country_that_can_be_chosen_is_known(code: str):
    days = [day for day in (date(2026, 1, 1) + timedelta(days=n) for n in range(365)) if Country(code).holiday(day)]
    assert len(days) >= 3
    assert not Country(code).moved_here(date(2026, 3, 3))


# ------------------------------------------------ working days


@pytest.mark.parametrize(
    ("now", "n", "day"),
    [
        ("2026-03-02 12:00", 1, "2026-03-03"),
        ("2026-03-06 12:00", 1, "2026-03-10"),
        ("2026-03-06 23:59", 3, "2026-03-12"),
        ("2026-12-30 12:00", 1, "2027-01-11"),
        ("2027-02-19 12:00", 1, "2027-02-20"),
        ("2027-02-19 12:00", 2, "2027-02-24"),
    ],
)
def test_so_many_working_days_from_here(now: str, n: int, day: str):
    """8 March 2026 is a Sunday, so the 9th is off; February 2027 has a working Saturday."""
    hours = Hours(MOSCOW, OFFICE, calendar=Country("RU"))
    assert hours.working_days_from(at(MOSCOW, now), n) == date.fromisoformat(day)


def test_working_days_of_a_company_without_any():
    assert Hours(MOSCOW, ((),) * 7).working_days_from(at(MOSCOW, "2026-03-02 12:00"), 1) is None


@settings(deadline=None)
@given(st.integers(1, 500), st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 30), timezones=st.just(UTC)))
def test_the_next_working_day_is_one_more(n: int, now: datetime):
    hours = Hours(MOSCOW, OFFICE, calendar=Country("RU"))
    found = [hours.working_days_from(now, each) for each in (n, n + 1)]
    assert found[0] is not None and found[1] is not None and found[0] < found[1]
    between = [found[0] + timedelta(days=k) for k in range(1, (found[1] - found[0]).days)]
    assert not any(hours.spans_on(day) for day in between)


# ------------------------------------------------ what cannot be


@pytest.mark.parametrize(
    ("week", "days"),
    [
        (SHOP, None),
        ((((540, 780), (700, 900)),) + ((),) * 6, (0, 0)),
        ((((540, 1560),), ((60, 120),)) + ((),) * 5, (0, 1)),
        ((((60, 120),),) + ((),) * 5 + (((540, 1560),),), (6, 0)),
        ((((0, 1440),),) * 7, None),
        (((),) * 7, None),
    ],
)
def test_spans_that_overlap_are_found_round_the_week(week: Any, days: tuple[int, int] | None):
    assert clash(week) == days
