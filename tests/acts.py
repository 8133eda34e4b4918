"""Verbs with the least that each needs, to be tried on the talks of talks.py."""

from samovar.domain.conversation.verbs import (
    Accept,
    Answer,
    CallAll,
    Claim,
    Close,
    Correct,
    Decline,
    Move,
    Note,
    Release,
    Reopen,
    Say,
    Take,
    Transfer,
    Verb,
)
from samovar.model.conversation import Conversation
from samovar.model.people import Operator, Visitor
from talks import ANNA, IVAN, MARINA, MARY, NOW


def done(talk: Conversation, verb: Verb) -> Conversation:
    verb(talk, NOW)
    return talk


def kinds(talk: Conversation) -> list[str]:
    return [entry.kind for entry in talk.fresh]


def say(guest: Visitor = MARY, body: str = "Здравствуйте") -> Say:
    return Say(guest=guest, cid="cid", body=body)


def answer(member: Operator = ANNA, lock: int = 2) -> Answer:
    return Answer(member=member, cid="cid", body="Добрый день", lock=lock)


def claim(member: Operator = ANNA) -> Claim:
    return Claim(member=member, rid="rid")


def take(member: Operator = MARINA, lock: int = 2) -> Take:
    return Take(member=member, rid="rid", lock=lock)


def release(member: Operator | None = ANNA, lock: int = 2) -> Release:
    return Release(member=member, rid="rid", lock=lock)


CALL_ALL = CallAll(member=None, rid=None, keeper="anna", reason="kept_silent")


def transfer(member: Operator = ANNA, to: str = "ivan", lock: int = 2, channel: str = "moscow") -> Transfer:
    return Transfer(member=member, rid="rid", lock=lock, to=to, note="Ваш клиент", channels=frozenset({channel}))


def name_of(site: str, channel: str) -> str | None:
    return {"moscow": "Москва", "kazan": "Казань"}.get(channel) if site == "site" else None


def move(member: Operator = ANNA, to: str = "kazan", lock: int = 2) -> Move:
    return Move(member=member, rid="rid", lock=lock, to=to, name_of=name_of, note="Живёт там")


def close(by: Operator | Visitor = ANNA, lock: int = 2) -> Close:
    return Close(by=by, rid="rid", lock=lock)


def decline(member: Operator | None = IVAN) -> Decline:
    return Decline(member=member, rid="rid")


def accept(member: Operator = IVAN) -> Accept:
    return Accept(member=member, rid="rid")


def reopen(member: Operator = ANNA) -> Reopen:
    return Reopen(member=member, rid="rid")


def note(member: Operator = ANNA) -> Note:
    return Note(member=member, cid="cid", body="Торопится")


def corrected(member: Operator = ANNA) -> Correct:
    return Correct(member=member, rid="rid", field="city", value="Казань")
