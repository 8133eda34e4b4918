"""A visitor's window follows who is online: of the channel it shows, and whoever talks with the visitor."""

from typing import Any

import pytest
from sqlalchemy import select

from house import Running
from peer import Frame, Peer, arrive, begin, enter, held
from polled import polled
from samovar.domain.conversation.timers import TICK
from samovar.domain.topics import PEOPLE
from samovar.live.presence import GRACE, LEASE
from samovar.storage.tables import Conversation

MOSCOW, KAZAN = "channel-moscow-0000", "channel-kazan-0000"


async def watching(at: Running, channel: str = MOSCOW, line: str = "socket") -> Peer:
    mary = await arrive(at)
    mary = polled(mary) if line == "requests" else mary
    await mary.come_in()
    await mary.send(t="watch", channel=channel)
    return mary


async def team(peer: Peer, *names: str) -> Frame:
    """The next `team` that names these people."""
    return await peer.expect("team", lambda frame: [each["name"] for each in frame.get("team", [])] == list(names))


@pytest.mark.parametrize("line", ["socket", "requests"])
async def test_the_window_learns_who_comes_takes_a_break_comes_back_and_leaves(at: Running, line: str):
    mary = await watching(at, line=line)
    nobody = await team(mary)
    assert nobody["channel"] == {"id": MOSCOW, "name": "Москва", "latin": "Moscow"} and "usual_ms" not in nobody
    [anna] = await enter(at, "anna")
    assert (await team(mary, "Анна"))["team"][0]["id"] == "operator-anna-000"
    await anna.cmd("presence", presence="away")
    await team(mary)
    await anna.cmd("presence", presence="online")
    await team(mary, "Анна")
    await anna.leave()
    await at.has_gone("operator-anna-000")
    await team(mary)


async def test_a_title_that_somebody_writes_of_themselves_is_read_by_visitors_at_once(at: Running):
    mary = await watching(at)
    [anna] = await enter(at, "anna")
    await anna.cmd("profile", title=" Дизайнер  кухонь ")
    await anna.cmd("profile", title_latin="Kitchen designer")
    told = await mary.expect("team", lambda frame: any(each.get("title_latin") for each in frame.get("team", [])))
    assert (told["team"][0]["title"], told["team"][0]["title_latin"]) == ("Дизайнер кухонь", "Kitchen designer")
    assert (await anna.cmd("profile", title_latin="Дизайнер"))["code"] == "bad_request"
    assert (await anna.cmd("profile", title="д" * 101))["t"] == "no"


async def test_who_is_gone_without_a_word_is_gone_when_the_lease_ends(at: Running):
    mary = await watching(at)
    await enter(at, "anna")
    await team(mary, "Анна")
    at.clock.seconds += LEASE + GRACE + 1
    await team(mary)


def test_somebody_who_has_left_is_not_promised_ten_seconds_later():
    assert GRACE + TICK < 10


async def test_the_window_follows_a_talk_into_another_channel(at: Running):
    mary, anna = await held(at)
    await enter(at, "timur")
    await mary.send(t="watch", channel=MOSCOW)
    await team(mary, "Анна")
    await anna.cmd("move", lock=anna.lock, to=KAZAN)
    await mary.expect("summary", lambda frame: frame["row"]["channel"] == KAZAN)
    await mary.send(t="watch", channel=KAZAN)
    assert (await team(mary, "Тимур"))["channel"]["name"] == "Казань"
    await anna.cmd("presence", presence="away")
    await mary.expect_silence("team")


async def test_the_owner_on_a_break_is_not_there_for_the_visitor(at: Running):
    mary, anna = await held(at)
    met = await mary.expect("eph", lambda frame: frame["kind"] == "owner" and frame.get("here", False))
    assert met["owner"]["name"] == "Анна"
    await anna.cmd("presence", presence="busy")
    await mary.expect("eph", lambda frame: frame["kind"] == "owner" and not frame.get("here"))


@pytest.mark.parametrize("channel", ["channel-elsewhere-0000", "channel-nowhere-00000"])
async def test_who_works_for_another_site_is_nobodys_business(at: Running, channel: str):
    mary = await watching(at, channel)
    assert (await mary.expect("no"))["code"] == "not_found"
    await mary.expect_silence("team")


async def test_fifty_operators_who_change_at_once_are_told_once_or_twice(at: Running):
    mary = await watching(at)
    await team(mary)
    await enter(at, "anna")
    await team(mary, "Анна")
    before = len(mary.frames)
    for _ in range(50):
        at.house.services.hub.publish(PEOPLE, None)
    await at.house.services.directory.refresh()
    await mary.ask("list")
    assert sum(frame["t"] == "team" for frame in mary.frames[before:]) <= 2


async def test_the_first_talk_is_marked_by_whether_somebody_was_there(at: Running):
    def staffed(session: Any) -> list[bool]:
        return list(session.scalars(select(Conversation.staffed).order_by(Conversation.opened_at)))

    await begin(at)
    await enter(at, "anna")
    await begin(at)
    assert await at.house.services.database.read(staffed) == [False, True]
