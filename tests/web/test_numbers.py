"""Numbers of conversations and places in lists tell nothing of others."""

from datetime import timedelta

from house import Running
from peer import begin, enter, held, new_id

KAZAN = "channel-kazan-0000"


async def test_numbers_of_conversations_tell_no_traffic(on_each: Running):
    """Short enough to be said on the phone, never twice, and without any order."""
    numbers = []
    for n in range(12):
        mary = await begin(on_each, city="Казань" if n % 2 else "Москва")
        numbers.append((await mary.rows())[0]["number"])
    assert all(1_000_000 <= each < 10_000_000 for each in numbers) and len(set(numbers)) == 12
    assert numbers != sorted(numbers)
    assert all(abs(a - b) > 1 for a in numbers for b in numbers if a != b)


async def test_a_number_moves_with_its_conversation(on_each: Running):
    mary, anna = await held(on_each)
    [timur] = await enter(on_each, "timur")
    number = (await mary.rows())[0]["number"]
    await anna.cmd("move", lock=anna.lock, to=KAZAN)
    assert [row["number"] for row in await timur.rows()] == [number]


async def test_a_place_in_a_list_names_what_the_row_before_it_shows(on_each: Running):
    mary, anna = await held(on_each)
    await anna.say("Тсс", kind="note")
    for peer, at in ((mary, "opened"), (anna, "opened")):
        page = await peer.ask("list", limit=1)
        [row] = page["rows"]
        moment, _, conv = page["next"].partition("|")
        assert conv == row["conv"] and moment.startswith(row[at].removesuffix("Z")[:23])


async def test_who_held_one_talk_of_a_visitor_counts_none_of_the_others(on_each: Running):
    """Anna's talk with Mary is over, and the next one is Kazan's: not even an empty page tells of it."""
    mary, anna = await held(on_each)
    own = mary.conv
    await anna.cmd("close", lock=anna.lock)
    [timur] = await enter(on_each, "timur")
    on_each.clock.ahead += timedelta(hours=2)
    mary.conv = ""
    await mary.say("Теперь Казань", new={"ccid": new_id(), "channel": KAZAN})
    await timur.claim(mary.conv)
    page = await anna.ask("list", visitor_of=own, state="all", limit=1)
    assert [row["conv"] for row in page["rows"]] == [own]
    rest = await anna.ask("list", visitor_of=own, state="all", limit=1, before=page["next"])
    assert rest["rows"] == [] and "next" not in rest
    assert "earlier" not in await anna.ask("look", conv=own)
