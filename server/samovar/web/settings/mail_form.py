"""The form of a mail server, checked field by field."""

import re
from collections.abc import Mapping
from typing import get_args

from samovar.domain.mails.servers import FIELDS as COLUMNS
from samovar.mailservers import PORTS, MailServer, Protocol, Tls
from samovar.model.email import is_email
from samovar.model.numbers import whole
from samovar.model.text import plain
from samovar.web.pages.fields import Checked

FIELDS = ("rev", "password", *COLUMNS)
HOST = re.compile(r"[\w-]+(\.[\w-]+)*\.?|[0-9a-fA-F]*:[0-9a-fA-F:.]+")
LONGEST = {"host": 254, "username": 254, "password": 500, "folder": 200}


def as_it_is(server: MailServer | None, protocol: Protocol) -> Checked:
    """What the form shows before anybody types; never a password."""
    if server is None:
        return Checked(values={"port": str(PORTS[protocol, "tls"]), "tls": "tls", "folder": "INBOX"})
    return Checked(values={name: str(getattr(server, name)) for name in COLUMNS})


def said(checked: Checked, form: Mapping[str, str], protocol: Protocol) -> MailServer:
    """What was typed; `checked` gets what cannot be used."""
    text = {name: plain(form.get(name, "")).strip() for name in FIELDS}
    checked.values |= {name: text[name] for name in COLUMNS}
    for name, most in LONGEST.items():
        if len(text[name]) > most or not text[name].isprintable():
            checked.refuse(name, "mail.long", n=most)
    if not HOST.fullmatch(text["host"]):
        checked.refuse("host", "mail.host")
    if not text["folder"].isascii() or '"' in text["folder"]:
        checked.refuse("folder", "mail.folder")
    if not is_email(text["sender"]):
        checked.refuse("sender", "email_bad")
    tls: Tls = next((each for each in get_args(Tls) if each == text["tls"]), "none")
    if text["tls"] not in get_args(Tls):
        checked.refuse("tls", "mail.tls")
    return MailServer(
        host=text["host"], port=_port(checked, text["port"]), tls=tls, username=text["username"],
        password=text["password"], sender=text["sender"], folder=text["folder"] or "INBOX",
    )  # fmt: skip


def _port(checked: Checked, text: str) -> int:
    port = whole(text, 65_535) or 0
    if not port:
        checked.refuse("port", "mail.port")
    return port


SPF = {
    "yandex.ru": "v=spf1 redirect=_spf.yandex.net",
    "mail.ru": "v=spf1 redirect=_spf.mail.ru",
    "gmail.com": "v=spf1 include:_spf.google.com ~all",
    "office365.com": "v=spf1 include:spf.protection.outlook.com ~all",
}
"""What large providers ask for, by the end of their servers' names."""


def spf(server: MailServer) -> str:
    """The record that lets this server send for the domain."""
    known = [record for end, record in SPF.items() if server.host == end or server.host.endswith(f".{end}")]
    kind = "ip6" if ":" in server.host else "ip4" if server.host.replace(".", "").isdigit() else "a"
    return known[0] if known else f"v=spf1 {kind}:{server.host} ~all"
