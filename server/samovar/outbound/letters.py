"""What letters say: one look (templates/letter.html) and one plain part for all kinds, in the reader's language.

Places that every kind needs: `site`, its name. Times are written `2026-11-21T22:47:00+00:00`; `zone`: whose clock they
are told by (UTC where it is missing). `path`: where the button leads on our own server.

    invitation               who, path, until
    password_reset           name, path, until
    confirm_channel_address  who, channel, path, until
    question                 channel, question, path; why (closed, nobody); optional: promised (a time), name, phone,
                             email, way (a key of mail.ways), category, origin, page and page_title, consent (a time)
    answer                   who, text, link (a whole address: a page of the site), path (ends such letters)
    test                     who
"""

from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from msgspec import structs

from samovar.domain.mails import SECRET
from samovar.model.text import line
from samovar.storage.tables import Mail
from samovar.texts import Texts

SUBJECT_QUOTE = 40
MARK = files("samovar.outbound").joinpath("mark.png")
TEMPLATES = str(files("samovar.outbound").joinpath("templates"))


class Link(msgspec.Struct, frozen=True):
    """Words that lead somewhere."""

    text: str
    href: str


class Row(msgspec.Struct, frozen=True):
    """A label with its value."""

    label: str
    text: str
    href: str = ""


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter's parts, in the order they are read."""

    subject: str
    head: str
    """Who writes: the company, maybe with the channel; the sender's name too."""
    heading: str
    lead: str = ""
    said: str = ""
    """Somebody's own words."""
    rows: tuple[Row, ...] = ()
    actions: tuple[Link, ...] = ()
    """The first is what the letter is for."""
    foot: str
    aside: Link | None = None
    """For whom the letter is not meant."""
    human: bool = False
    """A person wrote it to a person; all others say that a program did, so that no program answers them."""
    reply_to: str = ""


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
        return KINDS[mail.kind](_Words(self._texts, mail.lang, mail.places, self._origin, can_reply))


class _Words:
    """What one letter is made of."""

    def __init__(self, texts: Texts, lang: str, places: Mapping[str, Any], origin: str, can_reply: bool) -> None:
        self.texts, self.lang, self.places, self.can_reply = texts, lang, places, can_reply
        self.url = f"{origin}{places.get('path', '')}"

    def __getitem__(self, place: str) -> str:
        """A place on one line; empty where nobody filled it."""
        return line(str(self.places.get(place, "")))

    def say(self, key: str, **more: object) -> str:
        return self.texts.get(self.lang, f"mail.{key}", **{name: self[name] for name in self.places} | more)

    def moment(self, place: str) -> str:
        return moment(self.texts, self.lang, datetime.fromisoformat(self.places[place]), self.places)


def moment(texts: Texts, lang: str, at: datetime, places: Mapping[str, Any]) -> str:
    """Day and time by the clock of whoever reads it."""
    zone = places.get("zone", "")
    there = at.astimezone(ZoneInfo(zone or "UTC"))
    month = texts.get(lang, "mail.months").split(" ")[there.month - 1]
    told = texts.get(lang, "mail.moment", day=there.day, month=month, time=f"{there:%H:%M}")
    return told if zone else f"{told} UTC"


def _invitation(words: _Words) -> Letter:
    return Letter(
        subject=words.say("invitation.subject"), head=words["site"], heading=words.say("invitation.heading"),
        lead=words.say("invitation.lead"), actions=(Link(words.say("invitation.action"), words.url),),
        foot=words.say("invitation.foot", until=words.moment("until")),
    )  # fmt: skip


def _password_reset(words: _Words) -> Letter:
    return Letter(
        subject=words.say("password_reset.subject"), head=words["site"], heading=words.say("password_reset.heading"),
        lead=words.say("password_reset.lead"), actions=(Link(words.say("password_reset.action"), words.url),),
        foot=words.say("password_reset.foot", until=words.moment("until")),
    )  # fmt: skip


def _confirm_channel_address(words: _Words) -> Letter:
    key = "confirm_channel_address"
    return Letter(
        subject=words.say(f"{key}.subject"), head=f"{words['site']}, {words['channel']}",
        heading=words.say(f"{key}.heading"), lead=words.say(f"{key}.lead"),
        actions=(Link(words.say(f"{key}.action"), words.url),),
        foot=words.say(f"{key}.foot", until=words.moment("until")),
    )  # fmt: skip


def _question(words: _Words) -> Letter:
    asked = words["question"]
    quoted = asked if len(asked) <= SUBJECT_QUOTE else f"{asked[:SUBJECT_QUOTE].rstrip(' .,;:—')}…"
    return Letter(
        subject=words.say("question.subject", quoted=quoted), head=f"{words['site']}, {words['channel']}",
        heading=words.say(f"question.heading_{words['why'] or 'closed'}"), lead=_promised(words),
        said=str(words.places["question"]), rows=tuple(_rows(words)), foot=words.say("question.foot"),
        actions=(Link(words.say("question.action"), words.url), *_ways(words)), reply_to=words["email"],
    )  # fmt: skip


def _promised(words: _Words) -> str:
    """What the visitor was told, where anything was."""
    return words.say("question.promised", at=words.moment("promised")) if words["promised"] else ""


def _rows(words: _Words) -> list[Row]:
    """What is known of who asks, as far as it is."""
    phone, email, page = words["phone"], words["email"], words["page"]
    known = [
        Row("name", words["name"]),
        Row("phone", phone, f"tel:{quote(phone, safe='+')}"),
        Row("email", email, f"mailto:{quote(email, safe='@')}"),
        Row("way", words.say(f"ways.{words['way']}") if words["way"] else ""),
        Row("category", words["category"]),
        Row("origin", words["origin"]),
        Row("page", words["page_title"] if page else "", page if urlsplit(page).scheme in ("http", "https") else ""),
        Row("consent", words.say("question.consent_at", at=words.moment("consent")) if words["consent"] else ""),
    ]
    return [Row(words.say(f"question.{each.label}"), each.text, each.href) for each in known if each.text]


def _ways(words: _Words) -> list[Link]:
    """The way of answer that the visitor likes best, where it has an address of its own."""
    digits = "".join(each for each in words["phone"] if each.isdigit())
    hrefs = {"telegram": f"https://t.me/+{digits}", "whatsapp": f"https://wa.me/{digits}", "phone": f"tel:+{digits}"}
    href = hrefs.get(words["way"], "") if digits else ""
    return [Link(words.say(f"question.write_{words['way']}"), href)] if href else []


def _answer(words: _Words) -> Letter:
    """Nothing in it is by the visitor: whose address it is, only they say who left it."""
    return Letter(
        subject=words.say("answer.subject"), head=words["site"], heading=words.say("answer.heading"),
        said=str(words.places["text"]), actions=(Link(words.say("answer.action"), words["link"]),),
        foot=words.say("answer.foot_reply" if words.can_reply else "answer.foot"), human=True,
        aside=Link(words.say("answer.stop"), words.url),
    )  # fmt: skip


def _test(words: _Words) -> Letter:
    return Letter(
        subject=words.say("test.subject"), head=words["site"], heading=words.say("test.heading"),
        lead=words.say("test.lead"), actions=(Link(words.say("test.action"), words.url),), foot=words.say("test.foot"),
    )  # fmt: skip


KINDS: dict[str, Callable[[_Words], Letter]] = {
    "invitation": _invitation,
    "password_reset": _password_reset,
    "confirm_channel_address": _confirm_channel_address,
    "question": _question,
    "answer": _answer,
    "test": _test,
}
