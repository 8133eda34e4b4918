"""Nobody is there, on one side or the other: letters carry the talk on, and nobody makes a cannon of them."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from mailbox import Mailbox, eventually, mailbox
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from browser import ask, browsing
from clocks import STILL, Time
from house import SHOP, Running, running
from peer import Peer, arrive, enter, new_id
from samovar.domain.conversation.replies import take_reply
from samovar.storage.tables import Channel, Contact, Entry, Job, Mail, PageView, utc_now

QUESTION = "Сколько ждать замера в Химках?"
MOSCOW, MARY = "moscow@olha.example", "mary@home.example"
HOUR = 3600


@pytest.fixture
async def box() -> AsyncIterator[Mailbox]:
    async with mailbox() as made:
        yield made


@pytest.fixture
async def at(folder: Path, box: Mailbox) -> AsyncIterator[Running]:
    """Moscow has an address that somebody has confirmed."""
    async with running(folder, filled=False, spans=replace(STILL, work=0.01), smtp=box.url) as made:
        await made.house.writer.run(confirmed_channel)
        await made.house.services.directory.refresh()
        yield made


@pytest.fixture
def time(at: Running) -> Time:
    return Time(at)


def confirmed_channel(session: Any) -> None:
    channel = session.get_one(Channel, "channel-moscow-0000")
    channel.email, channel.email_confirmed_at = MOSCOW, utc_now()


async def stored(at: Running, table: Any) -> list[Any]:
    return await at.house.services.database.read(lambda session: list(session.scalars(select(table))))


async def settled(at: Running) -> list[Mail]:
    """All letters have gone, and their talks know it."""
    await eventually(lambda: stored(at, Job), lambda jobs: all(each.state != "waiting" for each in jobs))
    return await stored(at, Mail)


async def leaves(at: Running, **more: Any) -> tuple[Peer, str]:
    """Mary asks at night, and goes."""
    mary = await arrive(at)
    left = {"contact": MARY, "way": "email", "consent": 0, "body": QUESTION} | more
    new = {"ccid": new_id(), "channel": "channel-moscow-0000"}
    answer = await ask(at, "leave", {"token": mary.token, "rid": new_id(), "new": new} | left)
    return mary, answer.json()["conv"]


async def answered(at: Running, conv: str, *texts: str) -> Peer:
    [anna] = await enter(at, "anna")
    await anna.claim(conv)
    for text in texts:
        await anna.say(text, lock=anna.lock)
    return anna


async def test_a_question_that_nobody_is_there_for_goes_to_the_channels_address(at: Running, box: Mailbox, time: Time):
    _, conv = await leaves(at, contact="8 916 000-45-18", way="telegram")
    await time.passes(31)
    await settled(at)
    assert [each["To"] for each in box.letters] == [MOSCOW]
    text = box.texts()
    assert QUESTION in text and "+79160004518" in text and f"{at.http}/console/c/{conv}" in text
    [entry] = [each for each in await stored(at, Entry) if each.kind == "mail_sent"]
    assert (entry.audience, entry.data["to"], entry.data["kind"]) == ("operators", MOSCOW, "question")
    await time.passes(HOUR)
    assert len(await settled(at)) == 1


async def test_whoever_is_there_gets_no_letter_until_they_leave(at: Running, box: Mailbox, time: Time):
    [anna] = await enter(at, "anna")
    await leaves(at)
    await time.passes(31)
    assert await settled(at) == []
    await anna.leave()
    await at.has_gone("operator-anna-000")
    await time.passes(300)
    assert len(await settled(at)) == 1


async def test_an_address_that_nobody_confirmed_gets_no_questions(at: Running, time: Time):
    def unconfirmed(session: Any) -> None:
        session.get_one(Channel, "channel-moscow-0000").email_confirmed_at = None

    await at.house.writer.run(unconfirmed)
    await at.house.services.directory.refresh()
    await leaves(at)
    await time.passes(31)
    assert await settled(at) == []


async def test_an_answer_goes_after_a_visitor_who_is_gone_and_leads_back(at: Running, box: Mailbox, time: Time):
    mary, conv = await leaves(at)
    await answered(at, conv, "Добрый день!", "Три дня.")
    await time.passes(31)
    await settled(at)
    [letter] = [each for each in box.letters if each["To"] == MARY]
    text = box.texts().replace("\r", "")
    assert "Добрый день!\n\nТри дня." in text and QUESTION not in str(letter)
    link = re.search(rf"{SHOP}/#samovar=[\w.-]+", text)
    assert link
    page = {"url": link[0], "title": "Ольха"}
    started = await ask(at, "start", {"key": "shop", "visit": new_id(), "page": page})
    assert at.house.services.tokens.visitor(started.json()["token"]).id == mary.id and started.json()["open"]
    assert [each.confirmed_at is not None for each in await stored(at, Contact)] == [True]
    assert "samovar=" not in str([each.url for each in await stored(at, PageView)])


async def test_the_next_letter_leads_to_the_page_that_they_read(at: Running, box: Mailbox, time: Time):
    """Not the first: what an address says its visitor wrote."""
    mary, conv = await leaves(at)
    page = {"url": f"{SHOP}/kuhni?neva#size"}
    visit = new_id()
    await ask(at, "start", {"key": "shop", "visit": visit, "page": page, "token": mary.token})
    anna = await answered(at, conv, "Добрый день!")
    await time.passes(31)
    await settled(at)
    assert f"{SHOP}/#samovar=" in box.texts() and "neva" not in str(box.letters[-1])
    services = at.house.services
    await take_reply(services.desk, services.database, conv, MARY, "Спасибо", "<3@home>")
    await anna.say("Не за что", lock=anna.lock)
    await time.passes(31)
    await settled(at)
    assert f"{SHOP}/kuhni?neva#samovar=" in box.texts()


async def test_a_link_leads_nobody_away_from_a_talk_of_their_own(at: Running, time: Time):
    mary, _ = await leaves(at)
    [contact] = await stored(at, Contact)
    paul = await arrive(at)
    await paul.come_in()
    await paul.say("А сколько стоит?")
    tokens = at.house.services.tokens
    link = tokens.for_link("site-of-the-shop00", mary.id, contact.id)
    for token, found in ((link, paul.id), (link[:-2], paul.id)):
        page = {"url": f"{SHOP}/#samovar={token}"}
        started = await ask(at, "start", {"key": "shop", "visit": new_id(), "page": page, "token": paul.token})
        assert tokens.visitor(started.json()["token"]).id == found
    page = {"url": f"{SHOP}/#samovar={tokens.for_link('another-site-here0', mary.id, contact.id)}"}
    started = await ask(at, "start", {"key": "shop", "visit": new_id(), "page": page})
    assert tokens.visitor(started.json()["token"]).id not in (mary.id, paul.id)


async def test_a_strangers_address_gets_one_letter_an_hour_and_three_a_day(at: Running, box: Mailbox, time: Time):
    """Until somebody has come from there: what waited is in the next one, and nothing is lost."""
    _, conv = await leaves(at)
    anna = await answered(at, conv, "Ответ 0")
    await time.passes(31)
    for number in range(1, 12):
        await anna.say(f"Ответ {number}", lock=anna.lock)
        await time.passes(HOUR / 2)
    sent = [each for each in await settled(at) if each.recipient == MARY]
    assert [each.places["text"].split("\n\n")[0] for each in sent] == ["Ответ 0", "Ответ 1", "Ответ 3"]
    await time.passes(24 * HOUR)
    last = [each for each in await settled(at) if each.recipient == MARY][3:]
    assert "Ответ 11" in last[0].places["text"]


async def test_whoever_never_asked_ends_the_letters_whoever_leaves_their_address(at: Running, box: Mailbox, time: Time):
    _, conv = await leaves(at)
    anna = await answered(at, conv, "Добрый день!")
    await time.passes(31)
    await settled(at)
    path = re.search(rf"{at.http}(/letters/stop/\S+)", box.texts())
    assert path
    async with browsing(at) as browser:
        assert "Больше не писать на этот адрес?" in (await browser.get(path[1])).text
        assert (await browser.post(path[1] + "x")).status_code == 404
        assert "Больше не напишем" in (await browser.post(path[1])).text
    _, other = await leaves(at)
    await anna.claim(other)
    await anna.say("И вам добрый день", lock=anna.lock)
    await time.passes(HOUR)
    assert [each.recipient for each in await settled(at) if each.kind == "answer"] == [MARY]
    [entry] = [each for each in await stored(at, Entry) if each.kind == "mail_failed"]
    assert (entry.conversation_id, entry.data["reason"]) == (other, "unwanted")


async def test_nobody_is_mailed_a_phone_or_what_they_read_or_are_here_to_read(at: Running, time: Time):
    _, conv = await leaves(at, contact="8 916 000-45-18", way="phone")
    paul, other = await leaves(at, contact="paul@home.example")
    await paul.come_in()
    anna = await answered(at, conv, "Перезвоним")
    await anna.claim(other)
    await anna.say("Добрый день", lock=anna.lock)
    await time.passes(31)
    assert [each for each in await settled(at) if each.kind == "answer"] == []
    await paul.leave()
    await at.has_gone(paul.id)
    await time.passes(1)
    await time.passes(31)
    assert [each.recipient for each in await settled(at) if each.kind == "answer"] == ["paul@home.example"]


async def test_an_answer_to_the_letter_is_their_message_once(at: Running, time: Time):
    mary, conv = await leaves(at)
    services = at.house.services
    for _ in range(2):
        found = await take_reply(services.desk, services.database, conv, MARY.upper(), "Подходит, спасибо", "<1@home>")
        assert found == conv
    [entry] = [each for each in await stored(at, Entry) if each.body.startswith("Подходит")]
    assert (entry.author, entry.author_id, entry.data) == ("visitor", mary.id, {"by": "mail"})
    assert [each.confirmed_at is not None for each in await stored(at, Contact)] == [True]


async def test_a_reply_long_after_the_end_begins_a_new_talk(at: Running, time: Time):
    _, conv = await leaves(at)
    anna = await answered(at, conv, "Готово")
    await anna.cmd("close", conv=conv, lock=anna.lock)
    at.clock.ahead += timedelta(days=2)
    services = at.house.services
    found = await take_reply(services.desk, services.database, conv, MARY, "И ещё вопрос", "<2@home>")
    assert found != conv


async def test_a_letter_that_fails_is_said_in_the_operators_log(at: Running, box: Mailbox, time: Time):
    box.rcpt = "550 5.1.1 No such user"
    await leaves(at)
    await time.passes(31)
    await settled(at)
    [entry] = [each for each in await stored(at, Entry) if each.kind == "mail_failed"]
    assert (entry.audience, entry.data["reason"]) == ("operators", "refused")
