"""What a list shows of talks that wait: the question, how many messages came after it, and who has left meanwhile."""

from house import Running
from peer import begin, enter, held


async def test_the_row_shows_the_question_and_how_many_messages_wait(at: Running):
    mary = await begin(at, "Сколько стоит кухня?")
    [anna] = await enter(at, "anna")
    await mary.say("Ау")
    await mary.say("Есть кто?")
    [row] = await anna.rows()
    assert (row["question"], row["unanswered"], row["last"]["body"]) == ("Сколько стоит кухня?", 3, "Есть кто?")


async def test_what_was_read_but_not_answered_still_waits(at: Running):
    mary, anna = await held(at)
    await anna.send(t="read", conv=mary.conv, seq=2)
    await anna.expect("summary", lambda frame: frame["row"].get("unanswered") == 1 and "unread" not in frame["row"])
    [row] = await anna.rows()
    assert row["waiting"] and row["question"] == "Сколько стоит угловая кухня?"
    await anna.say("Здравствуйте", lock=anna.lock)
    [row] = await anna.rows()
    assert "waiting" not in row and "unanswered" not in row and "question" not in row


async def test_neither_the_visitor_nor_a_colleague_is_told_what_waits(at: Running):
    mary, _ = await held(at)
    [ivan] = await enter(at, "ivan")
    for peer in (mary, ivan):
        [row] = await peer.rows()
        assert "question" not in row and "unanswered" not in row


async def test_a_page_counts_those_who_have_left_among_those_who_wait(at: Running):
    mary, paul = await begin(at), await begin(at)
    [anna] = await enter(at, "anna")
    assert (await anna.ask("list"))["counts"][0]["waiting"] == 2
    await paul.leave()
    await at.has_gone(paul.id)
    [counts] = (await anna.ask("list"))["counts"]
    assert (counts["waiting"], counts["left"]) == (2, 1)
    assert {row["conv"]: row["visitor"].get("here", False) for row in await anna.rows()} == {
        mary.conv: True, paul.conv: False,
    }  # fmt: skip
