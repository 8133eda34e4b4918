"""Mail as the letters themselves would go: the server that takes them, and the mailbox that answers come to."""

import asyncio

from samovar.domain.mails.servers import MailServers
from samovar.mailservers import MailServer, Protocol
from samovar.outbound.imap import ImapTrouble, Mailbox
from samovar.outbound.worker import TryAgain
from samovar.sealing import Seal
from samovar.settings import BadSetting
from samovar.storage.engine.database import Unavailable
from samovar.storage.engine.writer import Writer
from samovar.storage.tables import utc_now
from samovar.upkeep.doctor.line import Line
from samovar.upkeep.doctor.patient import Patient


async def outgoing(patient: Patient) -> Line:
    """Whether the mail server lets us in; no letter is sent."""
    found = await _server(patient, "smtp")
    if isinstance(found, str):
        return Line("mail_out", found)
    places = {"host": found.host, "port": found.port, "sender": found.sender}
    from samovar.outbound import smtp  # Takes long to load, and most lines do without.

    try:
        await smtp.knock(found)
    except TryAgain as error:
        return Line("mail_out", error.reason, places | {"words": error.words})
    return Line("mail_out", "", places)


async def incoming(patient: Patient) -> Line:
    """Whether the mailbox opens; nothing in it is read."""
    found = await _server(patient, "imap")
    if found == "absent":
        return Line("mail_in", how="absent")
    if isinstance(found, str):
        return Line("mail_in", found)
    places = {"host": found.host, "port": found.port, "folder": found.folder}
    try:
        await asyncio.to_thread(_open, found)
    except ImapTrouble as error:
        return Line("mail_in", error.reason, places | {"words": error.words})
    return Line("mail_in", "", places)


def _open(server: MailServer) -> None:
    mailbox = Mailbox(server)
    try:
        mailbox.open()
    finally:
        mailbox.close()


async def _server(patient: Patient, protocol: Protocol) -> MailServer | str:
    """As the environment or an administrator has set it; or why there is none."""
    settings = patient.settings
    try:
        database, seal = patient.database, Seal(settings.keys)
        given = {"smtp": settings.outgoing, "imap": settings.incoming}
        servers = MailServers(database, Writer(database), seal, utc_now, given)  # type: ignore[arg-type]
        await servers.refresh()
    except (Unavailable, BadSetting, OSError):
        return "unknown"
    return servers.server(protocol) or ("sealed" if servers.shown(protocol) else "absent")
