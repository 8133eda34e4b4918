"""Topics, leases and buckets: in memory, forgettable, exact."""

import asyncio
import re
import time
from itertools import pairwise

import pytest

from house import until
from samovar.live import loop
from samovar.live.connections import Connections
from samovar.live.hub import Hub
from samovar.live.presence import Presence
from samovar.live.throttle import Throttle
from samovar.live.token_bucket import Bucket, Buckets


class Seconds:
    """A monotonic clock that tests move."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Seconds:
    return Seconds()


# ---------------------------------------------------------------- topics


class Ear:
    def __init__(self, broken: bool = False) -> None:
        self.heard: list[object] = []
        self.broken = broken

    def on_event(self, topic: str, item: object) -> None:
        if self.broken:
            raise RuntimeError("broken")
        self.heard.append((topic, item))


def test_only_subscribers_of_a_topic_hear_it_and_once():
    hub, one, other = Hub(), Ear(), Ear()
    hub.subscribe("talk", one)
    hub.subscribe("talk", one)
    hub.subscribe("another", other)
    hub.publish("talk", 1)
    assert one.heard == [("talk", 1)] and other.heard == []


def test_a_broken_listener_takes_nothing_from_the_others():
    hub, broken, ear = Hub(), Ear(broken=True), Ear()
    hub.subscribe("talk", broken)
    hub.subscribe("talk", ear)
    hub.publish("talk", 1)
    assert ear.heard == [("talk", 1)]


def test_a_topic_without_listeners_leaves_nothing_behind():
    hub, ear = Hub(), Ear()
    hub.subscribe("talk", ear)
    hub.unsubscribe("talk", ear)
    hub.unsubscribe("talk", ear)
    hub.unsubscribe("never", ear)
    hub.publish("talk", 1)
    assert ear.heard == [] and hub.listeners("talk") == 0 and hub.topics == 0


def test_a_listener_may_leave_while_it_hears():
    hub, after = Hub(), Ear()

    class Leaving:
        def on_event(self, topic: str, item: object) -> None:
            hub.unsubscribe(topic, self)

    hub.subscribe("talk", Leaving())
    hub.subscribe("talk", after)
    hub.publish("talk", 1)
    hub.publish("talk", 2)
    assert len(after.heard) == 2


# ---------------------------------------------------------------- presence


@pytest.fixture
def presence(clock: Seconds) -> Presence:
    return Presence(clock, lease=45, grace=15)


def test_a_person_is_here_while_one_connection_is_heard(presence: Presence, clock: Seconds):
    assert not presence.here("anna")
    presence.renew("anna", "one")
    presence.renew("anna", "two")
    presence.leave("anna", "one")
    assert presence.here("anna")


def test_a_reload_is_not_an_absence(presence: Presence, clock: Seconds):
    presence.renew("anna", "one")
    presence.leave("anna", "one")
    clock.now += 15
    assert presence.here("anna")
    clock.now += 1
    assert not presence.here("anna")
    assert presence.away_for("anna") == pytest.approx(1)


def test_a_connection_that_falls_silent_is_no_presence(presence: Presence, clock: Seconds):
    presence.renew("anna", "one")
    clock.now += 60
    assert presence.here("anna")
    clock.now += 1
    assert not presence.here("anna")
    assert presence.away_for("anna") == pytest.approx(1)
    presence.renew("anna", "one")
    assert presence.away_for("anna") == 0


def test_somebody_never_seen_is_away_since_this_process_began(presence: Presence, clock: Seconds):
    clock.now += 100
    assert presence.away_for("ghost") == pytest.approx(100)


def test_comings_and_goings_are_told_once(presence: Presence, clock: Seconds):
    presence.renew("anna", "one")
    presence.renew("ivan", "two")
    assert presence.flips() == ["anna", "ivan"]
    presence.leave("anna", "one")
    assert presence.flips() == []
    clock.now += 16
    assert presence.flips() == ["anna"]
    assert presence.flips() == []


def test_a_connection_that_was_never_there_cannot_leave(presence: Presence):
    presence.renew("anna", "one")
    presence.leave("anna", "another")
    presence.leave("ghost", "one")
    assert presence.here("anna") and not presence.here("ghost")


def test_people_long_gone_are_forgotten(presence: Presence, clock: Seconds):
    for number in range(1000):
        presence.renew(str(number), "one")
        presence.leave(str(number), "one")
    clock.now += 86_399
    presence.flips()
    assert presence.known == 1000
    clock.now += 1
    presence.flips()
    assert presence.known == 0


# ---------------------------------------------------------------- limits


def test_a_burst_then_a_steady_rate(clock: Seconds):
    bucket = Bucket(3, 0.5, clock)
    assert [bucket.take() for _ in range(4)] == [0, 0, 0, 2]
    clock.now += 1
    assert bucket.take() == 1
    clock.now += 1
    assert bucket.take() == 0


def test_a_rest_never_saves_up_more_than_a_burst(clock: Seconds):
    bucket = Bucket(3, 0.5, clock)
    clock.now += 10_000
    assert [bucket.take() for _ in range(4)] == [0, 0, 0, 2]


def test_each_key_has_a_bucket_of_its_own(clock: Seconds):
    buckets = Buckets(1, 1, clock)
    assert buckets.take("anna") == 0 and buckets.take("ivan") == 0 and buckets.take("anna") == 1


def test_looking_takes_nothing(clock: Seconds):
    buckets = Buckets(1, 1, clock)
    assert [buckets.wait("anna"), buckets.wait("anna"), buckets.take("anna"), buckets.wait("anna")] == [0, 0, 0, 1]


def test_what_was_given_back_was_never_taken(clock: Seconds):
    buckets = Buckets(1, 1, clock)
    buckets.take("anna")
    buckets.give_back("anna")
    buckets.give_back("nobody")
    assert buckets.take("anna") == 0 and buckets.take("anna") == 1


def test_the_number_of_buckets_is_bounded_and_full_ones_go_first(clock: Seconds):
    buckets = Buckets(1, 0.001, clock, most=10)
    for number in range(9):
        buckets.take(f"old {number}")
    clock.now += 1001
    buckets.take("fresh")
    for number in range(9):
        buckets.take(f"new {number}")
    assert buckets.take("fresh") > 0
    assert buckets.kept <= 10


# ---------------------------------------------------------------- the loop


async def test_a_loop_that_was_held_up_is_told_once_with_the_seconds(caplog: pytest.LogCaptureFixture):
    watching = asyncio.create_task(loop.watch(step=0.01, late=0.1))
    await asyncio.sleep(0.03)
    time.sleep(0.3)  # noqa: ASYNC251
    await until(lambda: bool(caplog.records))
    await asyncio.sleep(0.03)
    watching.cancel()
    [told] = [record.getMessage() for record in caplog.records if record.name == "samovar.live.loop"]
    assert re.fullmatch(r"the event loop was held up for \d+\.\d s", told)


# ---------------------------------------------------------------- the newest of many


async def test_each_key_is_said_at_most_once_a_span_whenever_the_others_are():
    loop, told = asyncio.get_running_loop(), dict[str, list[tuple[float, int]]]()

    def tell(news: tuple[str, int]) -> None:
        told.setdefault(news[0], []).append((loop.time(), news[1]))

    calm = Throttle(tell, span=0.1)
    for number in range(60):
        for key in ("a", "b") if number > 3 else ("a",):
            calm.say(key, (key, number))
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.25)
    for heard in told.values():
        times = [at for at, _ in heard]
        assert min(later - earlier for earlier, later in pairwise(times)) >= 0.099
        assert heard[-1][1] == 59
    assert len(told["b"]) >= 3 and calm.kept == 0


async def test_what_counts_of_two_is_chosen():
    told: list[int] = []
    calm = Throttle(told.append, span=0.02, newest=max)
    for number in (1, 5, 3):
        calm.say("a", number)
    await asyncio.sleep(0.05)
    assert told == [1, 5]


async def test_at_the_end_all_that_waits_is_said():
    told: list[int] = []
    calm = Throttle(told.append, span=60)
    for number in (1, 2):
        calm.say("a", number)
    calm.flush()
    assert told == [1, 2]


# ---------------------------------------------------------------- connections


def test_connections_are_known_by_person_until_they_end():
    known: Connections[str] = Connections()
    for person, tab in (("anna", "one"), ("anna", "two"), ("ivan", "three")):
        known.add(person, tab)
    known.remove("anna", "one")
    known.remove("anna", "never there")
    known.remove("ghost", "one")
    assert (known.of("anna"), known.of("ivan"), known.of("ghost")) == (["two"], ["three"], [])
    known.remove("anna", "two")
    assert known.of("anna") == [] and known.all() == ["three"]


def test_whoever_has_a_connection_left_is_connected_also_when_it_is_silent(presence: Presence, clock: Seconds):
    presence.renew("anna", "one")
    clock.now += 1000
    assert presence.connected("anna") and not presence.here("anna")
    presence.leave("anna", "one")
    assert not presence.connected("anna")
