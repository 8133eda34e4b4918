"""Answers by mail, read from a real IMAP server: they become the visitor's messages; programs and strangers do not."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from mailbox import Mailbox, comes_to, eventually, letter, mailbox, write_letter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from browser import browsing, csrf_of, says
from dovecot import PASSWORD, Box, dovecot
from house import NO_WAIT, Running, running
from peer import begin
from samovar.outbound.reply_address import ReplyAddresses
from samovar.storage.tables import Entry, Mail, MailServerRow

MARY, US = "mary@home.example", "chat@olha.example"
LIVELY = replace(NO_WAIT, work=0.01, look=0.03)


@pytest.fixture(scope="module")
def mail_server() -> Iterator[Box]:
    with dovecot() as made:
        yield made


@pytest.fixture
def box(mail_server: Box) -> Box:
    return replace(mail_server, user=secrets.token_hex(8))


@pytest.fixture
async def out() -> AsyncIterator[Mailbox]:
    async with mailbox() as made:
        yield made


@pytest.fixture
async def at(folder: Path, box: Box, out: Mailbox) -> AsyncIterator[Running]:
    async with running(folder, filled=False, spans=LIVELY, smtp=out.url, imap=box.url) as made:
        yield made


async def sent(at: Running, kind: str = "answer", **more: Any) -> Mail:
    """A visitor's talk with a letter that has gone out to them."""
    mary = await begin(at)
    mail = await write_letter(at.house.writer.run, kind, MARY, conversation=mary.conv, **more)
    return await comes_to(at.house.services.database, mail, "sent")


def reply(mail: Mail, text: str = "Да, в субботу.", sender: str = MARY, head: str = "", to: str = US) -> bytes:
    return (
        f"From: Mary <{sender}>\r\nTo: {to}\r\nMessage-ID: <reply-{mail.id}@home.example>\r\n"
        f"In-Reply-To: <{mail.id}.1@olha.example>\r\nSubject: Re: x\r\n{head}"
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + text
    ).encode()


async def said(at: Running, conv: str) -> list[Entry]:
    def found(session: Any) -> list[Entry]:
        mine = select(Entry).where(Entry.conversation_id == conv, Entry.author == "visitor")  # type: ignore[arg-type]
        return list(session.scalars(mine.order_by(Entry.seq)))  # type: ignore[arg-type]

    return await at.house.services.database.read(found)


async def bodies(at: Running, mail: Mail) -> list[str]:
    """What the visitor has said by mail."""
    return [each.body for each in (await said(at, str(mail.conversation_id)))[1:]]


async def read_up(at: Running, letters: int = 1) -> None:
    """So many letters have been looked at."""

    def place(session: Any) -> str:
        row = session.get(MailServerRow, "imap")
        return row.read_up_to if row else ""

    await eventually(
        lambda: at.house.services.database.read(place), lambda found: found.rpartition(":")[2] == str(letters)
    )


async def test_an_answer_becomes_the_visitors_message_without_the_letter_below_it(at: Running, box: Box):
    mail = await sent(at)
    quoted = "21 ноября 2026, 22:47, Ольха <chat@olha.example>:\n> Замер бесплатный.\n"
    box.bring(reply(mail, f"Да, в субботу.\n\n{quoted}"))
    await eventually(lambda: bodies(at, mail), lambda found: found == ["Да, в субботу."])
    await eventually(lambda: asyncio.to_thread(box.unread), lambda found: found == 0)


async def test_the_letter_names_an_address_that_knows_it(at: Running, box: Box, out: Mailbox):
    mail = await sent(at)
    address = out.letters[-1]["Reply-To"].addresses[0].addr_spec
    assert address.startswith("chat+") and "ответить и прямо на это письмо" in out.texts()
    forwarded = reply(mail, "С работы.", "mary@work.example", to=address).replace(b"In-Reply-To", b"X-Nothing")
    box.bring(forwarded)
    await eventually(lambda: bodies(at, mail), lambda found: found == ["С работы."])


async def test_no_other_address_answers_for_the_reader(at: Running, box: Box):
    mail = await sent(at)
    box.bring(reply(mail, sender="stranger@example.com"))
    await read_up(at)
    assert await bodies(at, mail) == [] and box.unread() == 1


AUTOMATIC = [
    "Auto-Submitted: auto-replied\r\n", "Precedence: bulk\r\n", "X-Autoreply: yes\r\n", "Return-Path: <>\r\n",
    "List-Id: <list.example>\r\n", "Auto-Submitted: auto-generated (vacation)\r\n",
]  # fmt: skip


async def test_what_a_program_wrote_is_nobodys_message(at: Running, box: Box):
    mail = await sent(at)
    for head in AUTOMATIC:
        box.bring(reply(mail, "Я в отпуске", head=head))
    box.bring(reply(mail, "Это мы сами", sender="chat@olha.example"))
    await read_up(at, len(AUTOMATIC) + 1)
    assert await bodies(at, mail) == []


async def test_two_programs_that_answer_each_other_come_to_an_end(at: Running, box: Box):
    mail = await sent(at)
    for number in range(25):
        box.bring(reply(mail, f"Спасибо {number}").replace(b"<reply-", f"<reply-{number}-".encode()))
    await read_up(at, 25)
    assert len(await bodies(at, mail)) == 20


async def test_only_letters_to_visitors_are_answered_into_a_talk(at: Running, box: Box):
    mail = await sent(at, "question")
    box.bring(reply(mail))
    await read_up(at)
    assert await bodies(at, mail) == []


async def test_read_twice_it_is_said_once(at: Running, box: Box):
    mail = await sent(at)
    box.bring(reply(mail))
    await eventually(lambda: bodies(at, mail), lambda found: len(found) == 1)
    box.made_anew()
    box.bring(reply(mail, "И ещё.").replace(b"<reply-", b"<again-"))
    await eventually(lambda: bodies(at, mail), lambda found: found == ["Да, в субботу.", "И ещё."])


BROKEN = [
    b"", b"\xff\xfe\x00", b"From: \xff\r\n\r\n\xff", b"Content-Type: multipart/mixed\r\n\r\nno boundary",
    b"Content-Type: text/plain; charset=klingon\r\n\r\nx", b"Content-Type: multipart/report\r\n\r\nx",
    b"In-Reply-To: " + b"<a@b> " * 20_000 + b"\r\n\r\nx",
    b"Subject: =?utf-8?b?//8=?=\r\nTo: " + b"a," * 5000 + b"\r\n\r\nx",
]  # fmt: skip


async def test_what_is_broken_holds_up_nothing(at: Running, box: Box):
    mail = await sent(at)
    for each in BROKEN[1:]:
        box.bring(each)
    box.bring(reply(mail, head="Content-Type: text/plain; charset=klingon\r\n"))
    await eventually(lambda: bodies(at, mail), lambda found: len(found) == 1)


async def test_files_of_an_answer_are_named(at: Running, box: Box):
    mail = await sent(at)
    head, _, text = reply(mail).partition(b"Content-Type")
    mixed = b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type' + text
    file = b'\r\n--b\r\nContent-Disposition: attachment; filename="plan.jpg"\r\n\r\n' + b"x" * 3_000_000
    box.bring(head + mixed + file + b"\r\n--b--\r\n")
    [body] = await eventually(lambda: bodies(at, mail), lambda found: len(found) == 1)
    assert body.startswith("Да, в субботу.") and "plan.jpg" in body


def report(mail: Mail, action: str, edition: int = 1, original: str = "message/rfc822") -> bytes:
    return (
        "From: MAILER-DAEMON@mail.example\r\nReturn-Path: <>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.example\r\n\r\n"
        f"Final-Recipient: rfc822; {MARY}\r\nAction: {action}\r\nStatus: 5.2.2\r\n"
        "Diagnostic-Code: smtp; 552 5.2.2 Mailbox\r\n full\r\n\r\n"
        f"--b\r\nContent-Type: {original}\r\n\r\nMessage-ID: <{mail.id}.{edition}@olha.example>\r\n"
        "Subject: x\r\n\r\nhi\r\n"
        "--b--\r\n"
    ).encode()


@pytest.mark.parametrize("original", ["message/rfc822", "text/rfc822-headers"])
async def test_a_letter_that_comes_back_has_failed_with_the_other_servers_words(at: Running, box: Box, original: str):
    mail = await sent(at)
    box.bring(report(mail, "failed", original=original))
    failed = await comes_to(at.house.services.database, mail.id, "failed")
    assert (failed.reason, failed.error) == ("bounced", "552 5.2.2 Mailbox full")


async def test_a_letter_that_arrived_is_said_to_have(at: Running, box: Box):
    mail = await sent(at)
    box.bring(report(mail, "delivered"))
    await comes_to(at.house.services.database, mail.id, "delivered")


@pytest.mark.parametrize("spoil", [{"action": "delayed"}, {"action": "failed", "edition": 7}])
async def test_reports_of_delays_and_of_other_editions_change_nothing(at: Running, box: Box, spoil: dict[str, Any]):
    mail = await sent(at)
    box.bring(report(mail, **spoil))
    await read_up(at)
    assert (await letter(at.house.services.database, mail.id)).state == "sent"


async def test_a_wrong_password_is_said_on_the_page_and_mended_there(folder: Path, box: Box):
    async with running(folder, filled=False, spans=LIVELY) as at, browsing(at, "secret-marina") as browser:
        way = "/settings/mail/server/incoming"

        async def save(password: str) -> None:
            page = (await browser.get(way)).text
            fields = {
                "host": "127.0.0.1", "port": str(box.port), "tls": "none", "username": box.user, "password": password,
                "sender": "chat@olha.example", "folder": "INBOX", "csrf": csrf_of(page),
                "rev": page.split('name="rev" value="')[1].split('"')[0],
            }  # fmt: skip
            answer = await browser.post(way, data=fields, headers={"Origin": browser.origin})
            assert answer.status_code == 303

        async def page() -> str:
            return (await browser.get(way)).text

        await save("неверно")
        await eventually(page, lambda text: says(text, "settings.mail.trouble.signin"))
        await save(PASSWORD)
        await eventually(page, lambda text: says(text, "settings.mail.looked"))


def test_no_address_but_ours_names_a_letter():
    mail, pattern = Mail(kind="answer", dedupe="", recipient="", lang=""), "chat+*@olha.example"
    ours = ReplyAddresses(["k" * 40])
    address = ours.of(pattern, mail.id)
    assert ours.mail_id(pattern, address) == mail.id and len(address.partition("@")[0]) <= 64
    assert ReplyAddresses(["old" * 20, "k" * 40]).mail_id(pattern, address) == mail.id
    assert ReplyAddresses(["k" * 41]).mail_id(pattern, address) == ""
    spoiled = [address.replace("olha", "klen"), address[:8] + address[9:], "chat+@olha.example", "chat+я@olha.example"]
    assert [each for each in spoiled if ours.mail_id(pattern, each)] == []
    assert ours.of("chat@olha.example", mail.id) == "chat@olha.example"
