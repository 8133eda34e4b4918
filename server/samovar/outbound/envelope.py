"""A letter as mail programs read it: two parts, the mark beside them, and headers that nobody's words can break."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from samovar.mailservers import MailServer
from samovar.model.email import in_ascii, is_email
from samovar.model.text import line
from samovar.outbound.letters import MARK, Rendered
from samovar.storage.tables import Mail

SUBJECT = 200
"""Characters; longer ones are cut."""


def message_id(mail: Mail, sender: str) -> str:
    """The same however often this edition is sent."""
    return f"<{mail.id}.{mail.edition}@{in_ascii(sender).rpartition('@')[2]}>"


def message(mail: Mail, written: Rendered, server: MailServer, now: datetime, reply_to: str = "") -> EmailMessage:
    """One letter to one reader. `reply_to`: where an answer reaches us."""
    letter = written.letter
    made = EmailMessage(SMTP)
    made["Message-ID"] = message_id(mail, server.sender)
    made["Date"] = format_datetime(now)
    made["From"] = _address(server.sender, letter.head)
    made["To"] = _address(mail.recipient)
    made["Subject"] = line(written.subject)[:SUBJECT]
    if is_email(answers := reply_to or letter.reply_to):
        made["Reply-To"] = _address(answers)
    return _filled(made, written)


def _filled(made: EmailMessage, written: Rendered) -> EmailMessage:
    if not written.letter.human:
        made["Auto-Submitted"] = "auto-generated"
        made["X-Auto-Response-Suppress"] = "All"
    made.set_content(written.text, cte="quoted-printable")
    made.add_alternative(written.html, subtype="html", cte="quoted-printable")
    html = made.get_payload(1)
    assert isinstance(html, EmailMessage)
    html.add_related(MARK.read_bytes(), "image", "png", cid="<mark>", disposition="inline", filename="samovar.png")
    return made


def _address(text: str, name: str = "") -> Address:
    local, _, domain = in_ascii(text).rpartition("@")
    return Address(line(name), local, domain)
