"""Letters reach a real mail server; c29: it refuses, hangs, puts off, dies after accepting, and so do we."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator
from datetime import timedelta
from mailbox import Mailbox, comes_to, job_of, letter, mailbox, was_tried, write_letter
from pathlib import Path

import pytest

from house import NO_WAIT, Running, running, until
from processes import Server, free_port
from samovar.clockwork import Spans
from samovar.outbound import smtp, worker
from samovar.storage.engine.database import Database
from samovar.storage.tables import Job, utc_now

LIVELY = Spans(drain=NO_WAIT.drain, settle=NO_WAIT.settle, work=0.01)
LATER = timedelta(days=1)


@pytest.fixture
async def box() -> AsyncIterator[Mailbox]:
    async with mailbox() as made:
        yield made


@pytest.fixture
async def at(folder: Path, box: Mailbox) -> AsyncIterator[Running]:
    async with running(folder, filled=False, spans=LIVELY, smtp=box.url) as made:
        yield made


async def queued(at: Running, **more: object) -> str:
    return await write_letter(at.house.writer.run, **more)  # type: ignore[arg-type]


async def test_a_letter_is_sent_once_with_both_parts_and_the_mark(at: Running, box: Mailbox):
    mail = await queued(at)
    assert await queued(at) == mail
    sent = await comes_to(at.house.services.database, mail, "sent")
    assert sent.sent_at is not None
    [message] = box.letters
    assert (message["From"], message["To"]) == ("Ольха <chat@olha.example>", "anna@olha.example")
    assert message["Message-ID"] == f"<{mail}.1@olha.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png",
    ]  # fmt: skip
    assert "Марина проверяет" in box.texts() and "cid:mark" in str(message)
    assert [envelope.rcpt_tos for envelope in box.envelopes] == [["anna@olha.example"]]


async def test_what_lets_somebody_in_is_forgotten_once_it_is_sent(at: Running, box: Mailbox):
    mail = await queued(at, kind="invitation")
    assert "path" not in (await comes_to(at.house.services.database, mail, "sent")).places
    assert f"{at.http}/invite/sesame" in box.texts()


async def test_a_refused_address_is_final_and_shows_the_servers_words(at: Running, box: Mailbox):
    box.rcpt = "550 5.1.1 Нет такого"
    failed = await comes_to(at.house.services.database, mail := await queued(at), "failed")
    assert failed.reason == "refused" and failed.error.startswith("550 5.1.1")
    assert (await job_of(at.house.services.database, mail)).state == "failed"


@pytest.mark.parametrize(("where", "answer"), [("rcpt", "450 4.7.1 Greylisted"), ("data", "452 4.3.1 Full")])
async def test_what_is_put_off_comes_later(at: Running, box: Mailbox, where: str, answer: str):
    setattr(box, where, answer)
    mail = await queued(at)
    waits = await comes_to(at.house.services.database, mail, "waiting", "later")
    assert waits.error == answer
    setattr(box, where, "")
    assert (await job_of(at.house.services.database, mail)).due_at > utc_now() + timedelta(seconds=20)
    at.clock.ahead += timedelta(minutes=1)
    await comes_to(at.house.services.database, mail, "sent", "")
    assert len(box.letters) == 1


async def test_a_letter_refused_after_its_text_is_not_sent_again(at: Running, box: Mailbox):
    box.data = "554 5.7.1 Spam"
    assert (await comes_to(at.house.services.database, await queued(at), "failed")).reason == "refused"


async def test_a_server_that_dies_after_accepting_gets_one_repeat_with_the_same_id(at: Running, box: Mailbox):
    box.dies = True
    mail = await queued(at)
    database = at.house.services.database
    await comes_to(database, mail, "waiting", "silent")
    at.clock.ahead += timedelta(minutes=1)
    await was_tried(database, mail, 2)
    at.clock.ahead += LATER
    assert (await comes_to(database, mail, "failed")).reason == "doubtful"
    assert {each["Message-ID"] for each in box.letters} == {f"<{mail}.1@olha.example>"} and len(box.letters) == 2


async def test_a_server_that_hangs_holds_up_nobody(at: Running, box: Mailbox, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(smtp, "DATA_SECONDS", 0.2)
    box.hangs = True
    mail = await queued(at)
    await comes_to(at.house.services.database, mail, "waiting", "silent")
    box.hangs = False
    at.clock.ahead += timedelta(minutes=1)
    await comes_to(at.house.services.database, mail, "sent")
    assert [each["Message-ID"] for each in box.letters] == [f"<{mail}.1@olha.example>"] * 2


async def test_where_nobody_listens_letters_wait_and_then_are_given_up(folder: Path):
    url = f"smtp://127.0.0.1:{free_port()}?tls=none&from=chat@olha.example"
    async with running(folder, filled=False, spans=LIVELY, smtp=url) as at:
        database, mail = at.house.services.database, await queued(at)
        await comes_to(database, mail, "waiting", "unreachable")
        for attempts in range(1, 1 + len(worker.PAUSES)):
            await was_tried(database, mail, attempts)
            at.clock.ahead += LATER
        assert (await comes_to(database, mail, "failed")).reason == "unreachable"


async def test_a_line_that_says_nothing_is_left(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(smtp, "STEP_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"smtp://127.0.0.1:{silent.getsockname()[1]}?tls=none&from=chat@olha.example"
        async with running(folder, filled=False, spans=LIVELY, smtp=url) as at:
            await comes_to(at.house.services.database, await queued(at), "waiting", "silent")


async def test_without_a_server_letters_wait_and_lose_no_attempts(folder: Path):
    async with running(folder, filled=False, spans=LIVELY) as at:
        mail = await queued(at)
        await asyncio.sleep(0.1)
        assert (await job_of(at.house.services.database, mail)).attempts == 0
        assert (await letter(at.house.services.database, mail)).state == "waiting"


async def test_a_new_password_is_not_sent_hours_later(at: Running, box: Mailbox):
    box.rcpt = "450 later"
    mail = await queued(at, kind="password_reset")
    await comes_to(at.house.services.database, mail, "waiting", "later")
    box.rcpt, at.clock.ahead = "", at.clock.ahead + timedelta(hours=2)
    assert (await comes_to(at.house.services.database, mail, "failed")).reason == "too_late"
    assert box.letters == []


async def test_killed_between_accepting_and_writing_it_down_sends_one_repeat(folder: Path, box: Mailbox):
    database = Database(f"sqlite:///{folder / 'samovar.db'}")
    mail = await write_letter(database.write)
    server = Server(folder, free_port(), SAMOVAR_SMTP=box.url, SAMOVAR_SECRET="k" * 43)
    box.hangs = True
    await server.start()
    await until(lambda: len(box.letters) == 1, 10)
    await server.end(signal.SIGKILL)
    box.hangs = False
    await database.write(lambda session: setattr(session.query(Job).one(), "leased_until", utc_now()))
    await server.start()
    await comes_to(database, mail, "sent")
    await server.end(signal.SIGTERM)
    await database.close()
    assert [each["Message-ID"] for each in box.letters] == [f"<{mail}.1@olha.example>"] * 2
