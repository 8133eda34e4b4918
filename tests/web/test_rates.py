"""How often one visitor may send, and how many talks they may begin: at the limit, and one beyond."""

import asyncio
from datetime import timedelta
from typing import Any

from house import Running, Within
from peer import Peer, arrive, begin, enter, new_id


async def test_frames_beyond_the_limit_are_refused_and_a_flood_ends_it(within: Within):
    async with within(frames_burst=20, frames_per_second=0.001) as at:
        mary = await arrive(at)
        await mary.come_in()
        answers = [await mary.ask("list") for _ in range(21)]
        assert [each["t"] for each in answers] == ["page"] * 20 + ["no"]
        assert answers[-1]["code"] == "rate" and answers[-1]["retry"] and answers[-1]["after_ms"] > 0
        assert "часто" in answers[-1]["text"]
        for _ in range(40):
            await mary.send(t="list", rid=new_id())
        assert await mary.closes() == 4429


async def test_an_operator_may_send_five_times_as_many(within: Within):
    async with within(frames_burst=4, frames_per_second=0.001) as at:
        [anna] = await enter(at, "anna")
        answers = [await anna.ask("list") for _ in range(21)]
        assert [each["t"] for each in answers] == ["page"] * 20 + ["no"]


async def test_pings_and_dropped_signals_cost_nobody_his_words(within: Within):
    async with within(frames_burst=5, frames_per_second=20) as at:
        mary = await begin(at)
        for kind in ({"t": "ping"}, {"t": "typing", "conv": mary.conv}):
            for _ in range(6):
                await mary.send(**kind)
        await asyncio.sleep(0.2)
        assert (await mary.say("Всё ещё можно"))["t"] == "ok"


async def test_messages_come_in_a_burst_then_are_told_to_wait(within: Within):
    async with within(messages_burst=10, messages_per_second=0.5) as at:
        mary = await begin(at)
        told = [await mary.say(f"{n}") for n in range(10)]
        assert [each["t"] for each in told] == ["ok"] * 9 + ["no"]
        assert told[-1]["code"] == "rate" and 0 < told[-1]["after_ms"] <= 2001
        assert len((await mary.ask("get", conv=mary.conv))["events"]) == 10
        # Another tab of the same visitor shares the limit, another visitor does not.
        tab = Peer(at, mary.token, mary.path, mary.headers, conv=mary.conv)
        await tab.come_in()
        assert (await tab.say("Из другого окна"))["code"] == "rate"
        assert (await (await begin(at)).say("А я другой"))["t"] == "ok"


async def test_messages_of_a_day_are_limited(within: Within):
    async with within(messages_per_day=3) as at:
        mary = await begin(at)
        told = [await mary.say(f"{n}") for n in range(3)]
        assert [each["t"] for each in told] == ["ok", "ok", "no"] and told[-1]["code"] == "rate"


async def another(at: Running, mary: Peer) -> dict[str, Any]:
    """She ends her talk and comes back much later with a new question."""
    await mary.cmd("close", mary.conv)
    at.clock.ahead += timedelta(hours=2)
    mary.conv = ""
    return await mary.say("Ещё вопрос")


async def test_new_conversations_of_one_visitor_are_limited_and_not_those_of_an_address(within: Within):
    async with within(conversations_per_half_day=2) as at:
        [marina] = await enter(at, "marina")
        mary = await begin(at)
        for _ in range(6):
            await begin(at)
        assert (await another(at, mary))["t"] == "ok"
        refused = await another(at, mary)
        assert (refused["t"], refused["code"], refused["retry"]) == ("no", "rate", True)
        assert "разговоров" in refused["text"] and refused["after_ms"] > 3600_000
        held = await marina.expect("held")
        assert (held["limit"], held["people"]) == ("conversations_per_half_day", 1)
        # Whoever comes to the console later hears of it, too; operators can do nothing about it.
        [again, anna] = await enter(at, "marina", "anna")
        assert (await again.expect("held"))["until"] == held["until"]
        await anna.expect_silence("held")
