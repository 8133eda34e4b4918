"""Looks into the mailbox for what answers our letters: visitors' answers become messages, reports the letters' states.

What answers nothing of ours is left as it is. A letter may be read twice (the process may end in between): whatever
comes of it comes once.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from samovar.domain.mails.servers import MailServers
from samovar.domain.periodic import tick
from samovar.live.token_bucket import Buckets
from samovar.mailservers import MailServer
from samovar.model.email import fold_email
from samovar.model.errors import Refused
from samovar.model.numbers import whole
from samovar.outbound.imap import ImapTrouble, Mailbox, Place
from samovar.outbound.post import ANSWERED, bounced, delivered
from samovar.outbound.reply_address import ReplyAddresses
from samovar.storage.engine.database import Database, Session, Unavailable
from samovar.storage.engine.writer import Writer
from samovar.storage.queries import mails
from samovar.storage.tables import Mail
from samovar.texts import Texts

if TYPE_CHECKING:
    from samovar.outbound.reading import Received
    from samovar.outbound.reports import Report

EVERY = 30.0
AN_HOUR = 20
"""Answers in one talk: more come from two programs that answer each other."""
log = logging.getLogger(__name__)

Take = Callable[[str, str, str, str], Awaitable[object]]
"""Conversation, sender, text, Message-ID → a message of the visitor's. Raises Refused."""


class Incoming:
    """One task that looks every half minute."""

    def __init__(
        self, database: Database, writer: Writer, servers: MailServers, addresses: ReplyAddresses, take: Take,
        texts: Texts, clock: Callable[[], datetime], every: float = EVERY,
    ) -> None:  # fmt: skip
        self._database = database
        self._writer = writer
        self._servers = servers
        self._addresses = addresses
        self._take = take
        self._texts = texts
        self._clock = clock
        self._every = every
        self._talks = Buckets(AN_HOUR, AN_HOUR / timedelta(hours=1).total_seconds())
        self._box: Mailbox | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; a server that keeps us waiting then is left."""
        looking = asyncio.create_task(tick("incoming mail", self._every, self.look, stop))
        await stop.wait()
        if self._box:
            self._box.cut()
        await looking

    async def look(self, ticks: int) -> None:
        """One visit to the mailbox, if there is one; and what another process has set is known here too."""
        await self._servers.refresh()
        server = self._servers.server("imap")
        if server is None:
            return
        self._box = box = Mailbox(server)
        try:
            await asyncio.to_thread(box.open)
            await self._read(server, box)
            self._servers.seen(self._clock())
        except ImapTrouble as trouble:
            if self._servers.trouble != (trouble.reason, trouble.words):
                log.warning("incoming mail cannot be read: %s", trouble)
            self._servers.troubled(trouble.reason, trouble.words)
        finally:
            self._box = None
            await asyncio.to_thread(box.close)

    async def _read(self, server: MailServer, box: Mailbox) -> None:
        """What is new there, letter by letter; each is done with before the next."""
        where = f"{server.username}@{server.host}:{server.port}/{server.folder}"
        place = Place.of(await self._database.read(mails.place, where))
        for number in await asyncio.to_thread(box.new, place, self._clock()):
            if await self._judged(server, await asyncio.to_thread(box.letter, number)):
                await asyncio.to_thread(box.mark_read, number)
            await self._writer.run(partial(mails.set_place, where=where, place=str(Place(box.validity, number))))

    async def _judged(self, server: MailServer, raw: bytes) -> bool:
        """Whether it was ours. One that breaks something of ours holds up no other."""
        try:
            return await self._judge(server, raw)
        except Unavailable:
            raise
        except Refused as refused:
            if refused.retry and refused.code != "rate":
                raise Unavailable(refused.code) from refused
            log.warning("an answer by mail was not taken: %s", refused.code)
        except Exception:
            log.exception("a letter could not be read")
        return False

    async def _judge(self, server: MailServer, raw: bytes) -> bool:
        from samovar.outbound import own_words, reading, reports  # Few houses have a mailbox.

        # Beside the loop: a stranger's letter may take seconds, and no talk waits for it.
        letter = await asyncio.to_thread(reading.read, raw)
        if found := reports.reports(letter.message):
            return any([await self._report(each) for each in found])
        mail = await self._answered(server, letter)
        if mail is None or mail.conversation_id is None:
            return False
        if why := self._refusal(letter, mail):
            log.info("a letter that answers one of ours was left in the mailbox: %s", why)
            return False
        text = own_words.own_words(letter.text)
        if letter.files:
            left = self._texts.get(mail.lang, "mail.files_left", names=", ".join(letter.files))
            text = f"{text}\n\n{left}".strip()
        await self._take(mail.conversation_id, letter.sender, text, letter.message_id)
        return True

    def _refusal(self, letter: "Received", mail: Mail) -> str:
        """Why nobody's message comes of it."""
        ours = {server.sender for way in ("smtp", "imap") if (server := self._servers.shown(way))}
        if letter.automatic:
            return "a program wrote it"
        if letter.sender in {fold_email(each) for each in ours}:
            return "it comes from ourselves"
        if self._talks.take(str(mail.conversation_id)):
            return f"more than {AN_HOUR} in an hour"
        return ""

    async def _answered(self, server: MailServer, letter: "Received") -> Mail | None:
        """The letter of ours that it answers: by its own address, which only its reader knows, or by its Message-ID,
        where its reader's own address writes."""
        signed = [found for each in letter.to if (found := self._addresses.mail_id(server.sender, each))]
        named = [each.partition("@")[0].rpartition(".")[0] for each in reversed(letter.answers)]
        for mail_id in signed + named:
            mail = await self._database.read(mails.one, mail_id)
            if mail and mail.kind == ANSWERED and (mail_id in signed or fold_email(mail.recipient) == letter.sender):
                return mail
        return None

    async def _report(self, report: "Report") -> bool:
        """Write down what a mail server says of a letter."""
        mail_id, _, said = report.answers.partition("@")[0].rpartition(".")
        edition = whole(said)
        if edition is None:
            return False
        became = partial(delivered if report.delivered else bounced, mail_id=mail_id, edition=edition)

        def work(session: Session) -> bool:
            return became(session, words=report.words, now=self._clock())

        return await self._writer.run(work)
