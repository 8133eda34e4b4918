"""That silence is proved in these tests: what would come late is seen by whoever expects that nothing comes."""

import pytest

from house import Running
from peer import enter, held


async def test_a_row_that_is_held_back_is_no_silence(at: Running):
    """Of messages close to each other the list is told the first at once, the next half a second later."""
    mary, _anna = await held(at)
    [marina] = await enter(at, "marina")
    await at.settle()
    for body in ("Один", "Два"):
        await mary.say(body)
    await marina.expect("summary", lambda frame: frame["row"]["last"]["body"] == "Один")
    with pytest.raises(AssertionError, match="Два"):
        await marina.expect_silence("summary")
    await marina.expect_silence("summary")


async def test_a_mark_that_is_held_back_is_no_silence(at: Running):
    """It has yet to be stored when silence is expected."""
    mary, anna = await held(at)
    said = await anna.say("Добрый день", lock=anna.lock)
    for seq in (1, said["seq"]):
        await mary.send(t="read", conv=mary.conv, seq=seq)
    await anna.expect("eph", lambda frame: frame["kind"] == "read")
    with pytest.raises(AssertionError, match=f"'visitor': {said['seq']}"):
        await anna.expect_silence("eph", lambda frame: frame["kind"] == "read")


async def test_what_somebody_else_has_only_just_sent_is_no_silence(at: Running):
    mary, anna = await held(at)
    await mary.send(t="typing", conv=mary.conv)
    with pytest.raises(AssertionError, match="typing"):
        await anna.expect_silence("eph", lambda frame: frame["kind"] == "typing")
