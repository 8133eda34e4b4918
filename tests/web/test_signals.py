"""What is true only now: typing, read ticks, who is here. And the own second tab."""

import asyncio
import time

import pytest

from house import Running
from peer import Frame, Peer, begin, enter, held
from screen import Screen


def kind(name: str):
    return lambda frame: frame["kind"] == name


async def read(anna: Peer, mary: Peer) -> Peer:
    await anna.ask("get", conv=mary.conv)
    return anna


async def second_tab(at: Running, peer: Peer) -> Peer:
    tab = Peer(at, peer.token, peer.path, peer.headers, conv=peer.conv)
    await tab.come_in(epoch=at.house.services.epoch, cursors=[{"conv": peer.conv, "seq": 0}])
    await tab.expect("batch")
    return tab


# ---------------------------------------------------------------- typing


async def test_both_see_each_other_type(at: Running):
    mary, anna = await held(at)
    await read(anna, mary)
    await mary.send(t="typing", conv=mary.conv)
    typing = await anna.expect("eph", kind("typing"))
    assert typing["conv"] == mary.conv and typing["by"]["side"] == "visitor"
    await anna.send(t="typing", conv=mary.conv)
    typing = await mary.expect("eph", kind("typing"))
    assert typing["by"]["name"] == "Анна"


async def test_only_the_owners_typing_is_shown(at: Running):
    mary, _ = await held(at)
    ivan, timur, marina = await enter(at, "ivan", "timur", "marina")
    await read(marina, mary)
    for peer in (ivan, timur, marina):
        await peer.send(t="typing", conv=mary.conv)
        await peer.rows()
    await mary.expect_silence("eph", kind("typing"))
    await mary.send(t="typing", conv=mary.conv)
    await marina.expect("eph", kind("typing"))
    for peer in (ivan, timur):
        await peer.expect_silence("eph", kind("typing"))


async def test_typing_in_somebody_elses_talk_is_shown_nowhere(at: Running):
    mary, anna = await held(at)
    await read(anna, mary)
    paul = await begin(at)
    for conv in (mary.conv, "a-random-conversation"):
        await paul.send(t="typing", conv=conv)
    await paul.rows()
    await anna.expect_silence("eph", kind("typing"))


async def test_a_former_owner_types_to_nobody(at: Running):
    mary, anna = await held(at)
    await read(anna, mary)
    await anna.cmd("move", lock=anna.lock, to="channel-kazan-0000")
    await anna.send(t="typing", conv=mary.conv)
    await anna.rows()
    await mary.expect_silence("eph", kind("typing"))
    await mary.send(t="typing", conv=mary.conv)
    await mary.rows()
    await anna.expect_silence("eph", kind("typing"))


# ---------------------------------------------------------------- read ticks


async def test_read_ticks_come_with_reading(at: Running):
    mary, anna = await held(at)
    await anna.send(t="read", conv=mary.conv, seq=1)
    mark = await mary.expect("eph", kind("read"))
    assert mark["seen"] == {"operator": 1}
    answer = await anna.say("Добрый день", lock=anna.lock)
    await mary.send(t="read", conv=mary.conv, seq=answer["seq"])
    await read(anna, mary)
    while (await mary.rows())[0].get("unread"):
        pass
    mark = (await anna.ask("get", conv=mary.conv))["seen"]
    assert mark == {"visitor": answer["seq"], "operator": 1}


async def test_what_is_unread_is_counted_for_each_side(at: Running):
    mary, anna = await held(at)
    await mary.say("Ау")
    await mary.say("Есть кто?")
    assert (await anna.rows())[0]["unread"] == 3
    await anna.send(t="read", conv=mary.conv, seq=3)
    await anna.expect("summary", lambda frame: frame["row"].get("unread") == 1)
    await anna.send(t="read", conv=mary.conv, seq=4)
    await anna.expect("summary", lambda frame: "unread" not in frame["row"])
    await anna.say("Здравствуйте", lock=anna.lock)
    await mary.expect("summary", lambda frame: frame["row"].get("unread") == 1)


@pytest.mark.parametrize("seq", [0, 2**31 - 1])
async def test_a_mark_never_passes_what_there_is(at: Running, seq: int):
    mary, anna = await held(at)
    await anna.say("Заметка", kind="note")
    await mary.send(t="read", conv=mary.conv, seq=seq)
    if seq:
        assert (await mary.expect("eph", kind("read")))["seen"] == {"visitor": 2}
    else:
        await mary.expect_silence("eph", kind("read"))


async def test_marks_in_somebody_elses_talk_do_nothing(at: Running):
    mary, anna = await held(at)
    paul = await begin(at)
    ivan, timur = await enter(at, "ivan", "timur")
    for peer in (paul, ivan, timur):
        await peer.send(t="read", conv=mary.conv, seq=1)
        await peer.send(t="got", conv=mary.conv, seq=1)
        await peer.rows()
    assert (await anna.ask("get", conv=mary.conv))["seen"] == {}


async def test_an_administrators_look_is_not_the_owners_reading(at: Running):
    mary, anna = await held(at)
    [marina] = await enter(at, "marina")
    await read(marina, mary)
    await marina.send(t="read", conv=mary.conv, seq=2)
    await marina.rows()
    await mary.expect_silence("eph", kind("read"))
    assert (await anna.rows())[0]["unread"] == 1


# ---------------------------------------------------------------- presence


async def test_the_visitor_is_told_whom_he_talks_with(at: Running):
    mary = await begin(at)
    [anna] = await enter(at, "anna")
    await anna.claim(mary.conv)
    owner = await mary.expect("eph", kind("owner"))
    assert owner["here"] is True and owner["owner"]["name"] == "Анна"
    tab = await second_tab(at, mary)
    assert (await tab.expect("eph", kind("owner")))["owner"]["name"] == "Анна"


async def test_colleagues_see_what_one_chose_to_be(at: Running):
    anna, ivan = await enter(at, "anna", "ivan")
    assert (await anna.cmd("presence", presence="busy", why="на телефоне"))["t"] == "ok"

    def busy(frame: Frame) -> bool:
        return any(each["name"] == "Анна" and each.get("presence") == "busy" for each in frame["people"])

    people = (await ivan.expect("people", busy))["people"]
    assert next(each["why"] for each in people if each["name"] == "Анна") == "на телефоне"
    for value in ("offline", "", "gone"):
        assert (await anna.cmd("presence", presence=value))["code"] == "bad_request"


async def test_whoever_is_not_here_is_offline_whatever_he_chose(at: Running):
    [ivan] = await enter(at, "ivan")
    people = (await ivan.expect("people"))["people"]
    shown = {each["name"]: each.get("presence", "offline") for each in people}
    assert shown == {"Анна": "offline", "Иван": "online"}


# ---------------------------------------------------------------- the own second tab


async def test_a_second_tab_shows_the_same_and_nothing_doubled(at: Running):
    mary, anna = await held(at)
    tab = await second_tab(at, mary)
    await mary.say("Из первого окна")
    await tab.say("Из второго")
    await anna.say("Вижу оба", lock=anna.lock)
    for peer in (mary, tab):
        await peer.expect("ev", lambda frame: frame["e"].get("body") == "Вижу оба")
    screens = [Screen(mary.conv).show(mary.frames), Screen(mary.conv).show(tab.frames)]
    assert screens[0].bodies == screens[1].bodies
    assert screens[0].bodies == ["Сколько стоит угловая кухня?", "Из первого окна", "Из второго", "Вижу оба"]
    assert [each.gaps for each in screens] == [[], []]


async def test_the_own_message_comes_back_with_its_id_to_all_tabs(at: Running):
    mary = await begin(at)
    tab = await second_tab(at, mary)
    await mary.say("Это я", cid="my-own-message-00")
    for peer in (mary, tab):
        assert (await peer.expect("ev", lambda frame: frame["e"].get("body") == "Это я"))["e"]["cid"] == (
            "my-own-message-00"
        )


async def test_a_talk_begun_in_one_tab_appears_in_the_other(at: Running):
    mary = await begin(at)
    await mary.cmd("close")
    tab = Peer(at, mary.token, mary.path, mary.headers)
    await tab.come_in()
    again = await mary.say("Я вернулась")
    told = await tab.expect("ev", lambda frame: frame["e"].get("body") == "Я вернулась")
    assert told["conv"] == again["conv"]
    await tab.expect("summary", lambda frame: frame["row"]["conv"] == again["conv"])


async def test_an_operator_sees_his_own_answers_in_his_other_browser(at: Running):
    mary, anna = await held(at)
    [other] = await enter(at, "anna")
    await other.ask("get", conv=mary.conv)
    await anna.say("Из первого", lock=anna.lock)
    await other.expect("ev", lambda frame: frame["e"].get("body") == "Из первого")
    assert (await other.say("Из второго", conv=mary.conv, lock=anna.lock))["t"] == "ok"
    await anna.expect("ev", lambda frame: frame["e"].get("body") == "Из второго")


# ---------------------------------------------------------------- floods of signals


async def test_of_much_typing_others_hear_one_a_second(at: Running):
    """From however many tabs; and another second is another signal."""
    mary, anna = await held(at)
    await read(anna, mary)
    tabs = [mary, await second_tab(at, mary)]
    for _ in range(20):
        for tab in tabs:
            await tab.send(t="typing", conv=mary.conv)
    for tab in tabs:
        await tab.rows()
    await anna.rows()
    assert len([frame for frame in anna.frames if frame["t"] == "eph" and frame["kind"] == "typing"]) == 1
    await anna.expect("eph", kind("typing"))

    async def types_on() -> None:
        while True:
            await mary.send(t="typing", conv=mary.conv)
            await asyncio.sleep(0.02)

    typing, began = asyncio.create_task(types_on()), time.monotonic()
    await anna.expect("eph", kind("typing"))
    once = time.monotonic()
    await anna.expect("eph", kind("typing"))
    typing.cancel()
    assert once - began <= 1.5 and time.monotonic() - once >= 0.9


async def test_typing_in_one_talk_does_not_hide_typing_in_another(at: Running):
    mary, anna = await held(at)
    paul = await begin(at)
    await anna.claim(paul.conv)
    for conv in (mary.conv, paul.conv):
        await anna.send(t="typing", conv=conv)
    for visitor in (mary, paul):
        await visitor.expect("eph", kind("typing"))


async def test_of_many_read_marks_others_hear_the_first_and_the_furthest(at: Running):
    """Whatever order they come in, and though the tab is closed meanwhile."""
    mary, anna = await held(at)
    for number in range(20):
        assert (await anna.say(f"{number}", lock=anna.lock))["t"] == "ok"
    for seq in [*range(3, 23), 5, 4]:
        await mary.send(t="read", conv=mary.conv, seq=seq)
    await mary.rows()
    await mary.leave()
    marks = [(await anna.expect("eph", kind("read")))["seen"]["visitor"] for _ in range(2)]
    assert marks == [3, 22]
    await anna.expect_silence("eph", kind("read"))


async def test_a_mark_that_waits_for_its_moment_is_stored_when_the_server_stops(at: Running):
    mary, anna = await held(at)
    answer = await anna.say("Добрый день", lock=anna.lock)
    for seq in (1, answer["seq"]):
        await mary.send(t="read", conv=mary.conv, seq=seq)
    await mary.rows()
    at.house.services.marks.flush()
    await anna.expect("eph", lambda frame: frame["kind"] == "read" and frame["seen"].get("visitor") == answer["seq"])
