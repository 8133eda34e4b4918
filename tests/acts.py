"""Verbs with the least that each needs, to be tried on the talks of talks.py."""

from datetime import datetime

from samovar.domain.conversation.stored import Stored
from samovar.domain.conversation.verbs import (
    Accept,
    Answer,
    CallAll,
    Claim,
    Close,
    Correct,
    Decline,
    Leave,
    Miss,
    Move,
    Note,
    Release,
    Reopen,
    Say,
    Take,
    Transfer,
    Verb,
)
from samovar.model.contact import Agreed, Contact
from samovar.model.conversation import Conversation
from samovar.model.people import Operator, Visitor
from talks import ANNA, IVAN, MARINA, MARY, NOW


class Answers(Stored):
    """Answers what a verb may ask the database."""

    def __init__(self, unread: int = 0, another: bool = False, holds: int = 0, staffed: bool = False) -> None:
        super().__init__()
        self._unread, self._another, self._holds, self._staffed = unread, another, holds, staffed
        self.kept: list[Contact] = []

    def unread_after(self, talk: Conversation, author: str, seq: int) -> int:
        return self._unread

    def another_open(self, talk: Conversation) -> bool:
        return self._another

    def staffed(self, talk: Conversation) -> bool:
        return self._staffed

    def keep_contact(self, talk: Conversation, contact: Contact, now: datetime) -> None:
        self.kept.append(contact)

    def held_by(self, member: Operator) -> int:
        return self._holds


def done(talk: Conversation, verb: Verb, stored: Stored | None = None, at: datetime = NOW) -> Conversation:
    verb(talk, at, stored or Answers())
    return talk


def kinds(talk: Conversation) -> list[str]:
    return [entry.kind for entry in talk.fresh]


def say(guest: Visitor = MARY, body: str = "Здравствуйте") -> Say:
    return Say(by=guest, cid="cid", body=body)


PHONE = Contact(kind="phone", value="+79160004518", way="telegram", consent=Agreed(version=1, text="Согласен"))


def leave(guest: Visitor = MARY, body: str = "Сколько стоит?") -> Leave:
    return Leave(by=guest, cid="cid", body=body, contact=PHONE)


def answer(member: Operator = ANNA, lock: int = 2, **more: bool) -> Answer:
    return Answer(by=member, cid="cid", body="Добрый день", lock=lock, **more)


def claim(member: Operator = ANNA) -> Claim:
    return Claim(by=member, cid="rid")


def take(member: Operator = MARINA, lock: int = 2) -> Take:
    return Take(by=member, cid="rid", lock=lock)


def release(member: Operator | None = ANNA, lock: int = 2) -> Release:
    return Release(by=member, cid="rid", lock=lock)


CALL_ALL = CallAll(keeper="anna", reason="kept_silent")


def transfer(member: Operator = ANNA, to: str = "ivan", lock: int = 2, channel: str = "moscow") -> Transfer:
    return Transfer(by=member, cid="rid", lock=lock, to=to, note="Ваш клиент", channels=frozenset({channel}))


NAMES = {"moscow": "Москва", "kazan": "Казань"}


def move(member: Operator | None = ANNA, to: str = "kazan", lock: int = 2, names: dict[str, str] | None = None) -> Move:
    return Move(by=member, cid="rid", lock=lock, to=to, note="Живёт там", names=names or NAMES)


def miss(outside_hours: bool = False) -> Miss:
    return Miss(outside_hours=outside_hours)


def close(by: Operator | Visitor = ANNA, lock: int = 2) -> Close:
    return Close(by=by, cid="rid", lock=lock)


def decline(member: Operator | None = IVAN) -> Decline:
    return Decline(by=member, cid="rid")


def accept(member: Operator = IVAN) -> Accept:
    return Accept(by=member, cid="rid")


def reopen(member: Operator = ANNA) -> Reopen:
    return Reopen(by=member, cid="rid")


def note(member: Operator = ANNA) -> Note:
    return Note(by=member, cid="cid", body="Торопится")


def corrected(member: Operator = ANNA) -> Correct:
    return Correct(by=member, cid="rid", field="city", value="Казань")
