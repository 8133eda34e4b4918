"""What a senior sees and puts right, how many talks somebody may hold, and that who is disabled holds none."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import update
from sqlmodel import col

from clocks import Time, entries, state
from house import Running
from peer import begin, enter, held, operator
from samovar.storage.engine.database import Session
from samovar.storage.queries import lists
from samovar.storage.tables import Conversation, Operator

IVAN = "operator-ivan-000"


async def become(at: Running, name: str, **values: object) -> None:
    """Somebody changed an operator's row in the settings."""
    change = update(Operator).where(col(Operator.id) == f"operator-{name}-000").values(**values)
    await at.house.services.database.write(lambda session: session.execute(change))
    await at.house.services.directory.refresh()


# ---------------------------------------------------------------- seniors


async def test_a_senior_reads_a_colleagues_talk_and_puts_it_right(at: Running):
    await become(at, "ivan", role="senior")
    mary, anna = await held(at)
    [ivan] = await enter(at, "ivan")
    row = next(row for row in await ivan.rows() if row["conv"] == mary.conv)
    assert not row.get("locked") and row["last"]["body"]
    assert (await ivan.ask("get", conv=mary.conv))["t"] == "batch"
    assert (await ivan.cmd("take", mary.conv, lock=anna.lock))["t"] == "ok"
    assert (await state(at, mary.conv)).owner_id == IVAN
    assert (await ivan.cmd("close", mary.conv, lock=row["lock"] + 1))["t"] == "ok"


async def test_a_senior_of_another_city_learns_nothing(at: Running):
    await become(at, "timur", role="senior")
    mary, anna = await held(at)
    [timur] = await enter(at, "timur")
    assert await timur.rows() == []
    for answer in (await timur.ask("get", conv=mary.conv), await timur.cmd("take", mary.conv, lock=anna.lock)):
        assert answer["code"] == "not_found"


async def test_of_a_visitors_earlier_talks_a_senior_reads_those_of_their_channels(at: Running):
    """Ivan's own in Kazan, a colleague's in Moscow; a colleague's in Kazan not, and an operator only their own."""
    mary = await begin(at)
    first = await state(at, mary.conv)
    await at.house.services.database.write(lambda session: add_earlier(session, first.id))

    def seen(overseen: tuple[str, ...]) -> Callable[[Session], set[str]]:
        return lambda session: {
            talk.id for talk in lists.page(session, visitor=mary.id, person=IVAN, overseen=overseen)
        }  # fmt: skip

    read = at.house.services.database.read
    assert await read(seen(())) == {"ivan-kazan"}
    assert await read(seen(("channel-moscow-0000",))) == {"ivan-kazan", "anna-moscow", first.id}


def add_earlier(session: Session, like: str) -> None:
    first = session.get_one(Conversation, like)
    for number, (owner, channel) in enumerate((("ivan", "kazan"), ("anna", "moscow"), ("anna", "kazan"))):
        values = first.model_dump() | {
            "id": f"{owner}-{channel}", "number": 5_000_000 + number, "ccid": f"{owner}-{channel}-000",
            "state": "closed", "channel_id": f"channel-{channel}-0000", "last_owner_id": f"operator-{owner}-000",
            "opened_at": first.opened_at - timedelta(days=1), "closed_at": first.opened_at, "waiting_at": None,
        }  # fmt: skip
        session.add(Conversation(**values))


async def test_who_becomes_a_senior_comes_back_with_more_and_who_is_one_no_longer_is_sent_out(at: Running):
    for role, code in (("senior", 1012), ("operator", 4403)):
        [ivan] = await enter(at, "ivan")
        await become(at, "ivan", role=role)
        at.house.services.hub.publish("people", None)
        assert await ivan.closes() == code


# ---------------------------------------------------------------- a limit of talks at once


async def test_a_claim_beyond_ones_limit_is_refused_in_words_and_fits_again_after_closing(at: Running):
    await become(at, "anna", most_talks=1)
    mary, anna = await held(at)
    paul = await begin(at)
    refused = await anna.cmd("claim", paul.conv)
    assert (refused["code"], refused["text"]) == ("full", at.house.services.texts.get("ru", "refusals.full", max=1))
    [ivan] = await enter(at, "ivan")
    assert (await ivan.cmd("claim", paul.conv))["t"] == "ok"
    offer = await ivan.cmd(
        "transfer", paul.conv, lock=(await state(at, paul.conv)).lock, to="operator-anna-000", note=""
    )
    assert offer["t"] == "ok" and (await anna.cmd("accept", paul.conv))["t"] == "ok", "handed over by a colleague"
    await anna.cmd("close", paul.conv, lock=(await state(at, paul.conv)).lock)
    await anna.cmd("close", mary.conv, lock=(await state(at, mary.conv)).lock)
    third = await begin(at)
    assert (await anna.cmd("claim", third.conv))["t"] == "ok"


async def test_of_claims_in_one_moment_only_as_many_are_taken_as_fit(on_each: Running):
    await become(on_each, "anna", most_talks=2)
    waiting = [await begin(on_each) for _ in range(4)]
    anna = operator(on_each, "anna")
    await anna.come_in()
    for each in waiting:
        await anna.send(t="claim", conv=each.conv, rid=f"claim-of-{each.conv}"[:40])
    await anna.barrier()
    owners = [(await state(on_each, each.conv)).owner_id for each in waiting]
    assert owners.count("operator-anna-000") == 2


# ---------------------------------------------------------------- disabled


async def test_what_a_disabled_operator_held_waits_again_and_says_why(at: Running):
    time, (mary, anna) = Time(at), await held(at)
    await anna.say("Здравствуйте", conv=mary.conv, lock=(await state(at, mary.conv)).lock)
    await become(at, "anna", disabled_at=at.clock())
    at.house.services.hub.publish("people", None)
    assert await anna.closes() == 4403
    await time.passes(0)
    assert (await state(at, mary.conv)).state == "waiting"
    assert (await entries(at, mary.conv))[-1] == ("released", "system", "owner_disabled")
    [ivan] = await enter(at, "ivan")
    assert (await ivan.cmd("claim", mary.conv))["t"] == "ok"
    page = await ivan.ask("get", conv=mary.conv)
    said = next(each for each in page["events"] if each["kind"] == "message" and each["by"]["side"] == "operator")
    released = next(each for each in page["events"] if each["kind"] == "released")
    assert said["by"]["name"] == released["data"]["owner"]["name"] == "Анна"


async def test_a_process_that_died_between_disabling_and_freeing_frees_after_its_start(at: Running):
    mary, _ = await held(at)
    await become(at, "anna", disabled_at=at.clock())
    after = Time(at)
    await after.timers.tick(1)
    assert (await state(at, mary.conv)).owner_id is None
