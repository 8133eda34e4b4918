"""Writes letters: one look (templates/letter.html) and one plain part for all kinds, in the reader's language."""

from base64 import b64encode
from importlib.resources import files

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from msgspec import structs

from samovar.domain.mails import SECRET
from samovar.outbound.kinds import KINDS
from samovar.outbound.letter import Letter, Words, moment
from samovar.storage.tables import Mail
from samovar.texts import Texts

MARK = files("samovar.outbound").joinpath("mark.png")
TEMPLATES = str(files("samovar.outbound").joinpath("templates"))


class Rendered(msgspec.Struct, frozen=True):
    """A letter as programs show it."""

    letter: Letter
    subject: str
    html: str
    text: str


class Letters:
    """Writes them. `origin`: our own address, before every path."""

    def __init__(self, texts: Texts, origin: str) -> None:
        self._texts = texts
        self._origin = origin
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=select_autoescape(["html"]), undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip

    def write(self, mail: Mail, can_reply: bool = False) -> Rendered:
        """As it is sent. `can_reply`: an answer to it would reach us."""
        letter = self._letter(mail, can_reply)
        context = {
            "letter": letter,
            "lang": mail.lang,
            "at": moment(self._texts, mail.lang, mail.created_at, mail.places),
        }
        html, text = (self._environment.get_template(f"letter.{kind}").render(context) for kind in ("html", "txt"))
        return Rendered(letter, letter.subject, html, text)

    def show(self, mail: Mail) -> Rendered:
        """As others than its reader may see it: the link that lets somebody in leads nowhere, the mark is inside."""
        lets_in = mail.kind in SECRET or "link" in mail.places
        places = mail.places | {"path": "/…", "link": "…"} if lets_in else mail.places
        shown = self.write(Mail(**(mail.model_dump() | {"places": places})))
        mark = f"data:image/png;base64,{b64encode(MARK.read_bytes()).decode()}"
        return structs.replace(shown, html=shown.html.replace("cid:mark", mark))

    def subject(self, mail: Mail) -> str:
        """Its subject alone."""
        return self._letter(mail, False).subject

    def _letter(self, mail: Mail, can_reply: bool) -> Letter:
        return KINDS[mail.kind](Words(self._texts, mail.lang, mail.places, self._origin, can_reply))
