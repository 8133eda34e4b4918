"""A talk goes from hand to hand: offered with a note, accepted or declined, moved to another city, released."""

import pytest

from house import Running, one_group, queued
from peer import Frame, Peer, begin, enter, held

IVAN, KAZAN = "operator-ivan-000", "channel-kazan-0000"


async def kinds(peer: Peer, conv: str) -> list[str]:
    return [event["kind"] for event in (await peer.ask("get", conv=conv))["events"]]


def of(frame: Frame, state: str) -> bool:
    return frame["row"]["state"] == state


async def test_anna_offers_with_a_note_and_ivan_accepts(at: Running):
    mary, anna = await held(at)
    [ivan] = await enter(at, "ivan")
    await anna.say("Секунду, спрошу", lock=anna.lock)
    offered = await anna.cmd("transfer", lock=anna.lock, to=IVAN, note="Клиент по шкафам")
    assert offered["t"] == "ok"
    row = (await ivan.expect("summary", lambda frame: "offer" in frame["row"]))["row"]
    assert row["offer"]["by"]["name"] == "Анна" and row["offer"]["note"] == "Клиент по шкафам"
    assert row["offer"]["until"] > row["updated"] and row["owner"]["name"] == "Анна"
    assert row["last"]["body"] == "Секунду, спрошу"

    accepted = await ivan.cmd("accept", mary.conv)
    assert accepted["t"] == "ok" and accepted["lock"] == anna.lock + 1
    joined = await mary.expect("ev", lambda frame: frame["e"]["by"].get("name") == "Иван")
    assert joined["e"]["kind"] == "claimed" and joined["e"]["data"] == {"how": "accept"}
    assert await kinds(ivan, mary.conv) == ["message", "claimed", "message", "transferred", "claimed"]
    lost = (await anna.expect("summary", lambda frame: frame["row"]["owner"]["name"] == "Иван"))["row"]
    assert lost["locked"] and "last" not in lost and "offer" not in lost


async def test_the_former_owner_can_no_longer_write(at: Running):
    mary, anna = await held(at)
    [ivan] = await enter(at, "ivan")
    lock = anna.lock
    await anna.cmd("transfer", lock=lock, to=IVAN)
    await ivan.cmd("accept", mary.conv)
    late = await anna.say("Ещё я!", lock=lock)
    assert (late["t"], late["code"]) == ("no", "taken") and late["by"]["name"] == "Иван"
    assert (await anna.ask("get", conv=mary.conv))["code"] == "taken"
    await mary.expect_silence("ev", lambda frame: frame["e"].get("body") == "Ещё я!")


async def test_ivan_declines_and_anna_keeps_it(at: Running):
    mary, anna = await held(at)
    [ivan] = await enter(at, "ivan")
    await anna.cmd("transfer", lock=anna.lock, to=IVAN, note="Возьмёшь?")
    assert (await ivan.cmd("decline", mary.conv))["t"] == "ok"
    told = await anna.expect("ev", lambda frame: frame["e"].get("data", {}).get("step") == "declined")
    assert told["e"]["by"]["name"] == "Иван"
    assert (await anna.say("Это снова я", lock=anna.lock))["t"] == "ok"
    told = await ivan.expect("summary", lambda frame: "offer" not in frame["row"] and frame["row"].get("locked"))
    row = told["row"]
    assert row["locked"] and "last" not in row
    assert (await ivan.cmd("accept", mary.conv))["code"] == "not_offered"


async def test_whoever_is_not_there_is_not_offered_anything(at: Running):
    mary, anna = await held(at)
    refused = await anna.cmd("transfer", lock=anna.lock, to=IVAN)
    assert refused["code"] == "offline_target" and refused["by"]["name"] == "Иван"
    assert await kinds(anna, mary.conv) == ["message", "claimed"]


@pytest.mark.parametrize("to", ["operator-nobody-00", KAZAN, "operator-stranger-000"])
async def test_nothing_is_offered_to_nobody_or_to_another_site(at: Running, to: str):
    mary, anna = await held(at)
    [stranger] = await enter(at, "stranger")
    assert (await anna.cmd("transfer", lock=anna.lock, to=to))["code"] == "not_found"
    await stranger.expect_silence("summary")
    assert await kinds(anna, mary.conv) == ["message", "claimed"]


async def test_another_citys_people_are_offered_nothing(at: Running):
    """The talk itself can be moved to their channel."""
    mary, anna = await held(at)
    [timur] = await enter(at, "timur")
    assert (await anna.cmd("transfer", lock=anna.lock, to="operator-timur-000"))["code"] == "not_found"
    assert await timur.rows(state="all") == await timur.rows(state="all", mine=True) == []
    assert await kinds(anna, mary.conv) == ["message", "claimed"]


async def test_an_offer_is_there_after_a_reload(at: Running):
    """Found by two thousand sequences of the protocol machine."""
    mary, anna = await held(at)
    await enter(at, "ivan")
    await anna.cmd("transfer", lock=anna.lock, to=IVAN)
    [again] = await enter(at, "ivan")
    for state in ("open", "all"):
        [row] = await again.rows(state=state, mine=True)
        assert row["conv"] == mary.conv and row["offer"]["to"]["id"] == IVAN
    assert await again.rows(state="closed", mine=True) == []


async def test_a_talk_moves_to_kazan_with_its_whole_history_and_notes(at: Running):
    mary, anna = await held(at)
    timur, ivan = await enter(at, "timur", "ivan")
    await anna.say("Секунду", lock=anna.lock)
    await anna.say("Живёт в Казани", kind="note")
    await timur.expect_silence("summary")
    moved = await anna.cmd("move", lock=anna.lock, to=KAZAN, note="Передаю казанцам")
    assert moved["t"] == "ok"
    assert (await anna.expect("gone"))["conv"] == (await ivan.expect("gone"))["conv"] == mary.conv
    row = (await timur.expect("summary"))["row"]
    assert (row["state"], row["channel"]) == ("waiting", KAZAN) and "owner" not in row and "prefer" not in row
    won = await timur.claim(mary.conv)
    page = await timur.ask("get", conv=mary.conv)
    assert [event["kind"] for event in page["events"]] == [
        "message", "claimed", "message", "note", "moved", "claimed",
    ]  # fmt: skip
    assert page["events"][3]["body"] == "Живёт в Казани"
    assert page["events"][4]["data"] == {"from": "Москва", "to": "Казань", "note": "Передаю казанцам"}
    assert (await timur.say("Здравствуйте из Казани", lock=won["lock"]))["t"] == "ok"
    answer = await mary.expect("ev", lambda frame: frame["e"].get("body") == "Здравствуйте из Казани")
    assert answer["e"]["by"]["name"] == "Тимур"
    assert (await timur.cmd("close", mary.conv, lock=won["lock"]))["t"] == "ok"
    await mary.expect("ev", lambda frame: frame["e"]["kind"] == "closed")


async def test_after_the_move_moscow_knows_nothing_of_it(at: Running):
    mary, anna = await held(at)
    await anna.cmd("move", lock=anna.lock, to=KAZAN)
    [ivan, timur] = await enter(at, "ivan", "timur")
    assert await anna.rows(state="all") == await ivan.rows(state="all") == []
    for question in ("get", "look"):
        assert (await anna.ask(question, conv=mary.conv))["code"] == "not_found"
    await mary.say("Вы ещё тут?")
    await timur.expect("summary", lambda frame: frame["row"]["seq"] == 4)
    await anna.expect_silence("ev", lambda frame: frame["e"].get("body") == "Вы ещё тут?")
    assert "counts" not in await anna.ask("list", state="all")


async def test_a_message_committed_together_with_the_move_hides_nothing_from_anybody(at: Running):
    """Moscow is told that the talk is gone, although the message came last."""
    mary, anna = await held(at)
    ivan, timur = await enter(at, "ivan", "timur")
    async with one_group(at, 2):
        await anna.send(t="move", rid="move-to-kazan-now", conv=mary.conv, lock=anna.lock, to=KAZAN)
        await queued(at, 1)
        await mary.send(t="send", cid="a-message-just-then", conv=mary.conv, body="Ау")
    assert (await anna.expect("gone"))["conv"] == mary.conv
    assert (await ivan.expect("gone"))["conv"] == mary.conv
    await timur.expect("summary", lambda frame: frame["row"]["seq"] == 4)


async def test_an_offer_declined_together_with_a_message_locks_the_talk_again(at: Running):
    mary, anna = await held(at)
    [ivan] = await enter(at, "ivan")
    await anna.cmd("transfer", lock=anna.lock, to=IVAN)
    async with one_group(at, 2):
        await ivan.send(t="decline", rid="no-thank-you-now0", conv=mary.conv)
        await queued(at, 1)
        await mary.send(t="send", cid="a-message-just-then", conv=mary.conv, body="Ау")
    await ivan.expect("summary", lambda frame: "offer" in frame["row"])
    row = (await ivan.expect("summary", lambda frame: "offer" not in frame["row"]))["row"]
    assert row["locked"] and "last" not in row


@pytest.mark.parametrize("to", ["channel-nowhere-00", "channel-elsewhere-0000", IVAN])
async def test_nothing_moves_nowhere_or_to_another_site(at: Running, to: str):
    mary, anna = await held(at)
    assert (await anna.cmd("move", lock=anna.lock, to=to))["code"] == "not_found"
    assert await kinds(anna, mary.conv) == ["message", "claimed"]


async def test_a_released_talk_waits_for_everybody_again(at: Running):
    mary, anna = await held(at)
    [ivan] = await enter(at, "ivan")
    assert (await anna.cmd("release", lock=anna.lock))["t"] == "ok"
    row = (await ivan.expect("summary", lambda frame: of(frame, "waiting")))["row"]
    assert row["last"]["body"] == "Сколько стоит угловая кухня?" and "owner" not in row
    assert (await ivan.claim(mary.conv))["t"] == "ok"


async def test_a_stale_number_is_refused_and_the_visitor_sees_nothing(at: Running):
    mary, anna = await held(at)
    for lock in (anna.lock - 1, anna.lock + 1):
        late = await anna.say("Под старым номером", lock=lock)
        assert (late["t"], late["code"]) == ("no", "stale_lock") and "открой" in late["text"].lower()
    assert (await anna.say("Без номера"))["code"] == "stale_lock"
    assert await kinds(anna, mary.conv) == ["message", "claimed"]


async def test_an_administrator_looks_without_claiming(at: Running):
    mary = await begin(at)
    [marina] = await enter(at, "marina")
    assert await kinds(marina, mary.conv) == ["message"]
    assert (await marina.rows())[0]["state"] == "waiting"
    assert (await marina.say("Это я, начальник", conv=mary.conv, lock=0))["code"] == "not_owner"
