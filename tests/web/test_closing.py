"""Closing, writing again within the hour, a new talk later; earlier talks stay readable for both."""

from datetime import timedelta

import pytest

from house import Running
from peer import Peer, begin, enter, held


async def closed(at: Running) -> tuple[Peer, Peer]:
    mary, anna = await held(at)
    await anna.say("От 180 тысяч", lock=anna.lock)
    assert (await anna.cmd("close", lock=anna.lock))["t"] == "ok"
    return mary, anna


async def reading(peer: Peer, conv: str) -> list[str]:
    return [event["body"] for event in (await peer.ask("get", conv=conv))["events"] if "body" in event]


async def test_the_check_mark_closes_for_both_sides(at: Running):
    mary, anna = await closed(at)
    told = await mary.expect("ev", lambda frame: frame["e"]["kind"] == "closed")
    assert told["e"]["data"] == {"side": "operator"} and told["e"]["by"]["name"] == "Анна"
    row = (await mary.expect("summary", lambda frame: frame["row"]["state"] == "closed"))["row"]
    assert row["owner"]["name"] == "Анна" and row["closed"]
    assert await anna.rows() == [] and len(await anna.rows(state="closed")) == 1


async def test_the_visitor_may_end_the_chat_himself(at: Running):
    mary, anna = await held(at)
    assert (await mary.cmd("close"))["t"] == "ok"
    told = await anna.expect("ev", lambda frame: frame["e"]["kind"] == "closed")
    assert told["e"]["data"] == {"side": "visitor"} and told["e"]["by"]["side"] == "visitor"
    # Again, from another tab, say: it has ended, as she wanted. Her operator clicked a moment later, and so did he.
    for late, more in ((mary, {}), (anna, {"lock": anna.lock})):
        assert (await late.cmd("close", mary.conv, **more))["t"] == "ok"
    assert (await anna.say("Ой", lock=anna.lock))["code"] == "closed"


async def test_within_the_hour_it_reopens_and_waits_for_its_last_owner(at: Running):
    mary, anna = await closed(at)
    at.clock.ahead = timedelta(minutes=59)
    again = await mary.say("А доставка?")
    assert again["conv"] == mary.conv and again["seq"] == 6
    row = (await anna.expect("summary", lambda frame: frame["row"]["state"] == "waiting"))["row"]
    assert row["prefer"] == "operator-anna-000" and row["waiting"] and row["last"]["body"] == "А доставка?"
    assert (await anna.claim(mary.conv))["t"] == "ok"
    page = await anna.ask("get", conv=mary.conv)
    assert [event["kind"] for event in page["events"]] == [
        "message", "claimed", "message", "closed", "reopened", "message", "claimed",
    ]  # fmt: skip


async def test_a_colleague_may_take_it_too_when_its_last_owner_does_not(at: Running):
    mary, _ = await closed(at)
    [ivan] = await enter(at, "ivan")
    await mary.say("А доставка?")
    assert (await ivan.rows())[0]["last"]["body"] == "А доставка?"
    assert (await ivan.claim(mary.conv))["t"] == "ok"


async def test_a_new_window_reopens_it_as_well(at: Running):
    """A first message with a new ccid goes where the talk is, within the hour."""
    mary, _ = await closed(at)
    tab = Peer(at, mary.token, mary.path, mary.headers)
    await tab.come_in()
    assert (await tab.say("Это снова я"))["conv"] == mary.conv


@pytest.mark.parametrize("named", [True, False])
async def test_after_the_hour_a_new_conversation_begins(at: Running, named: bool):
    mary, anna = await closed(at)
    at.clock.ahead = timedelta(minutes=61)
    first = mary.conv
    again = await mary.say("Здравствуйте снова", conv=first) if named else await Peer.say(_fresh(mary), "Снова")
    assert again["t"] == "ok" and again["conv"] != first and again["seq"] == 1
    rows = await mary.rows(state="all")
    assert [(row["conv"], row["state"]) for row in rows] == [(again["conv"], "waiting"), (first, "closed")]
    new = (await anna.expect("summary", lambda frame: frame["row"]["conv"] == again["conv"]))["row"]
    assert "prefer" not in new and "owner" not in new


def _fresh(peer: Peer) -> Peer:
    peer.conv = ""
    return peer


async def test_how_long_it_reopens_is_a_setting_of_the_site(at: Running):
    mary, _ = await closed(at)
    site = at.house.services.directory.site_by_key("shop")
    assert site
    site.settings["reopen_minutes"] = 5
    at.clock.ahead = timedelta(minutes=6)
    assert (await mary.say("А доставка?"))["conv"] != mary.conv or mary.conv != (await mary.rows(state="all"))[1][
        "conv"
    ]
    assert len(await mary.rows(state="all")) == 2


async def test_the_visitor_reads_his_earlier_talks(at: Running):
    mary, _ = await closed(at)
    first = mary.conv
    at.clock.ahead = timedelta(hours=3)
    await mary.say("Здравствуйте снова", conv=first)
    tab = Peer(at, mary.token, mary.path, mary.headers)
    welcome = await tab.come_in()
    assert [row["conv"] for row in welcome["rows"]] == [mary.conv, first]
    assert {head["conv"]: head["seq"] for head in welcome["heads"]} == {mary.conv: 1, first: 4}
    assert await reading(tab, first) == ["Сколько стоит угловая кухня?", "От 180 тысяч"]


async def test_whoever_holds_the_new_talk_reads_all_earlier_ones_in_any_channel(at: Running):
    mary, _ = await closed(at)
    moscow = mary.conv
    at.clock.ahead = timedelta(hours=3)
    mary.conv = ""
    await mary.say("Теперь я в Казани", new={"ccid": "another-ccid-0000", "channel": "channel-kazan-0000"})
    [timur] = await enter(at, "timur")
    assert (await timur.ask("get", conv=moscow))["code"] == "not_found"
    assert (await timur.ask("list", visitor_of=mary.conv, state="all"))["code"] == "forbidden"
    await timur.claim(mary.conv)
    earlier = await timur.rows(visitor_of=mary.conv, state="all")
    assert [row["conv"] for row in earlier] == [mary.conv, moscow] and not any("locked" in row for row in earlier)
    assert await reading(timur, moscow) == ["Сколько стоит угловая кухня?", "От 180 тысяч"]
    card = await timur.ask("look", conv=mary.conv)
    assert [row["conv"] for row in card["earlier"]] == [moscow]
    # Once it is no longer his, neither are they.
    await timur.cmd("release", mary.conv, lock=timur.lock)
    assert (await timur.ask("get", conv=moscow))["code"] == "not_found"


async def test_a_colleagues_closed_talk_is_a_locked_row(at: Running):
    mary, _ = await closed(at)
    [ivan] = await enter(at, "ivan")
    [row] = await ivan.rows(state="closed")
    assert row["locked"] and row["owner"]["name"] == "Анна" and "last" not in row and "city" not in row["visitor"]
    assert (await ivan.ask("get", conv=mary.conv))["code"] == "forbidden"
    assert (await ivan.ask("look", conv=mary.conv))["code"] == "forbidden"


async def test_a_question_written_after_closing_does_not_unlock_what_was_said_before(at: Running):
    """While it waits again colleagues choose by its row; the history opens with the claim."""
    mary, _ = await closed(at)
    [ivan] = await enter(at, "ivan")
    await mary.say("А доставка?")
    assert (await ivan.ask("get", conv=mary.conv))["code"] == "forbidden"
    await ivan.claim(mary.conv)
    assert "От 180 тысяч" in await reading(ivan, mary.conv)


async def test_the_last_owner_reopens_by_himself(at: Running):
    mary, anna = await closed(at)
    [ivan] = await enter(at, "ivan")
    assert (await ivan.cmd("reopen", mary.conv))["code"] == "forbidden"
    assert (await anna.cmd("reopen", mary.conv))["t"] == "ok"
    assert (await anna.say("Вспомнила ещё кое-что", lock=anna.lock))["t"] == "ok"
    await mary.expect("ev", lambda frame: frame["e"].get("body") == "Вспомнила ещё кое-что")


async def test_nobody_reopens_an_old_talk_while_another_is_open(at: Running):
    """A visitor has one open conversation at most."""
    mary, anna = await closed(at)
    first = mary.conv
    at.clock.ahead = timedelta(hours=3)
    await mary.say("Здравствуйте снова", conv=first)
    refused = await anna.cmd("reopen", first)
    assert refused["t"] == "no" and refused["code"] == "another_open" and not refused.get("retry")
    # Who may not reopen it learns nothing of the other one.
    [ivan] = await enter(at, "ivan")
    assert (await ivan.cmd("reopen", first))["code"] == "forbidden"
    assert [row["state"] for row in await mary.rows(state="all")] == ["waiting", "closed"]


async def test_the_reading_of_an_old_talk_leaves_the_open_one_alone(at: Running):
    mary, anna = await closed(at)
    first = mary.conv
    at.clock.ahead = timedelta(hours=3)
    await mary.say("Здравствуйте снова", conv=first)
    await anna.claim(mary.conv)
    await anna.ask("get", conv=mary.conv)
    await mary.send(t="read", conv=first, seq=4)
    await mary.expect("eph", lambda frame: frame["kind"] == "read" and frame["conv"] == first)
    await mary.send(t="typing", conv=mary.conv)
    assert (await anna.expect("eph", lambda frame: frame["kind"] == "typing"))["conv"] == mary.conv


async def test_a_note_about_an_old_talk_leaves_the_open_one_alone(at: Running):
    mary, anna = await closed(at)
    first = mary.conv
    at.clock.ahead = timedelta(hours=3)
    await mary.say("Здравствуйте снова", conv=first)
    await anna.claim(mary.conv)
    await anna.ask("get", conv=mary.conv)
    assert (await anna.say("Передумала насчёт фасадов", kind="note", conv=first))["t"] == "ok"
    mary = await _again(at, mary)
    await mary.send(t="typing", conv=mary.conv)
    await anna.expect("eph", lambda frame: frame["kind"] == "typing")


async def _again(at: Running, peer: Peer) -> Peer:
    tab = Peer(at, peer.token, peer.path, peer.headers, conv=peer.conv)
    await tab.come_in()
    return tab


async def test_a_first_message_without_a_channel_is_told_to_choose(at: Running):
    mary = await begin(at)
    stranger = await begin(at)
    await mary.cmd("close")
    at.clock.ahead = timedelta(hours=3)
    for channel in (None, "channel-nowhere-00", "channel-elsewhere-0000"):
        refused = await _fresh(mary).say("Снова", new={"ccid": "ccid-0000-0000-0000", "channel": channel})
        assert (refused["t"], refused["code"]) == ("no", "no_channel") and "город" in refused["text"]
    assert len(await mary.rows(state="all")) == len(await stranger.rows(state="all")) == 1


async def test_of_several_who_reopen_at_once_the_late_ones_have_it_or_read_who_has_it(at: Running):
    """Two tabs of the last owner, and an administrator."""
    _, anna = await closed(at)
    [tab, marina] = await enter(at, "anna", "marina")
    first = await anna.cmd("reopen")
    second = await tab.cmd("reopen", anna.conv)
    assert (first["t"], second["t"], second["lock"]) == ("ok", "ok", first["lock"])
    late = await marina.cmd("reopen", anna.conv)
    assert (late["code"], late["by"]["name"]) == ("taken", "Анна") and late["at"]
