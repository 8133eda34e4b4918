"""What a limit holds back is in the log once, and administrators hear of whoever waits long."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from samovar.domain.holds import Hold, Holds

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
LIMIT = "messages_per_day"


class World:
    def __init__(self) -> None:
        self.now = NOW
        self.told: list[tuple[int, datetime]] = []
        self.holds = Holds(lambda: self.now, self.hear)

    def hear(self, hold: Hold) -> None:
        self.told.append((len(hold.people), hold.until))


def test_the_log_names_a_limit_once_in_ten_minutes_and_nobody_by_name(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.WARNING)
    world = World()
    for n in range(100):
        world.holds.held(LIMIT, f"visitor-{n}", 3600)
    assert [each.message for each in caplog.records] == [
        "SAMOVAR_LIMIT_MESSAGES_PER_DAY holds somebody back, first for 3601 s; they are told"
    ]
    world.holds.held("starts_per_hour", "203.0.113.7", 20)
    assert len(caplog.records) == 2
    world.now += timedelta(minutes=10)
    world.holds.held(LIMIT, "visitor-1", 1800)
    assert len(caplog.records) == 3 and "visitor-" not in caplog.text and "203.0.113" not in caplog.text


def test_administrators_hear_how_many_wait_and_until_when():
    world = World()
    world.holds.held(LIMIT, "mary", 60)
    world.holds.held(LIMIT, "mary", 30)
    world.holds.held(LIMIT, "paul", 120)
    assert world.told == [(1, NOW + timedelta(seconds=60)), (2, NOW + timedelta(seconds=120))]


def test_a_wait_of_seconds_is_no_news_for_anybody_else():
    world = World()
    world.holds.held("messages_per_second", "mary", 2)
    assert world.told == [] and world.holds.lasting == []


def test_whoever_waits_still_is_told_to_those_who_come_later_and_no_one_else():
    world = World()
    world.holds.held(LIMIT, "mary", 3600)
    world.now += timedelta(minutes=11)
    world.holds.held(LIMIT, "paul", 60)
    [hold] = world.holds.lasting
    assert hold.people == {"mary", "paul"} and hold.until == NOW + timedelta(hours=1)
    world.now += timedelta(hours=1)
    assert world.holds.lasting == []
    world.holds.held(LIMIT, "eve", 60)
    assert world.holds.lasting[0].people == {"eve"}
