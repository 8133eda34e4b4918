"""The main job over real sockets: from the first message to the closed talk."""

from house import Running
from peer import arrive, operator


async def test_visitor_talks_with_the_first_who_opens(at: Running) -> None:
    mary, anna, ivan, timur = (
        await arrive(at),
        operator(at, "anna"),
        operator(at, "ivan"),
        operator(at, "timur"),
    )
    for each in (mary, anna, ivan, timur):
        await each.come_in()
    first = await mary.say("Сколько стоит угловая кухня?")
    assert first["t"] == "ok" and first["seq"] == 1
    row = (await anna.expect("summary"))["row"]
    assert row["state"] == "waiting" and row["last"]["body"] == "Сколько стоит угловая кухня?"
    assert row["visitor"]["source"] == "Яндекс" and row["visitor"]["city"] == "Москва"
    await ivan.expect("summary")

    won = await anna.claim(first["conv"])
    assert won["t"] == "ok"
    locked = (await ivan.expect("summary", lambda frame: frame["row"]["state"] == "held"))["row"]
    assert locked["locked"] and "last" not in locked and locked["owner"]["name"] == "Анна"
    lost = await ivan.claim(first["conv"])
    assert lost["t"] == "no" and lost["code"] == "taken" and lost["by"]["name"] == "Анна" and lost["at"]

    joined = await mary.expect("ev", lambda frame: frame["e"]["kind"] == "claimed")
    assert joined["e"]["by"]["name"] == "Анна"
    page = await anna.ask("get", conv=first["conv"])
    assert [event["kind"] for event in page["events"]] == ["message", "claimed"]
    answered = await anna.say("От 180 тысяч", lock=won["lock"])
    assert answered["t"] == "ok"
    got = await mary.expect(
        "ev", lambda frame: frame["e"]["kind"] == "message" and frame["e"]["by"]["side"] == "operator"
    )
    assert got["e"]["body"] == "От 180 тысяч" and got["e"]["by"]["name"] == "Анна"

    await anna.send(t="read", conv=first["conv"], seq=1)
    mark = await mary.expect("eph", lambda frame: frame["kind"] == "read")
    assert mark["seen"]["operator"] == 1
    await timur.expect_silence("summary")
