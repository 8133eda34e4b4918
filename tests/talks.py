"""A talk in memory, and the people around it, for rules and verbs that need no database."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

from samovar.model.conversation import Conversation
from samovar.model.people import Operator, Visitor

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
EARLIER = NOW - timedelta(minutes=5)

ANNA = Operator("anna", "operator", frozenset({"moscow"}))
IVAN = Operator("ivan", "operator", frozenset({"moscow"}))
TIMUR = Operator("timur", "operator", frozenset({"kazan"}))
LENA = Operator("lena", "senior", frozenset({"moscow"}))
FAINA = Operator("faina", "senior", frozenset({"kazan"}))
MARINA = Operator("marina", "administrator")
MARY = Visitor("mary", "site")
PAUL = Visitor("paul", "site")

NOTHING: dict[str, Any] = {
    "site_id": "site", "channel_id": "moscow", "visitor_id": "mary", "number": 7, "origin": "incoming", "rev": 3,
    "owner_id": None, "last_owner_id": None, "offered_to": None, "offered_at": None, "offer_note": "", "last_seq": 4,
    "visible_seq": 4, "last_text": "Здравствуйте", "last_side": "visitor", "last_at": EARLIER, "last_message_seq": 4,
    "unread_operator": 1, "unread_visitor": 0, "opened_at": EARLIER, "waiting_at": EARLIER, "claimed_at": None,
    "answered_at": None, "closed_at": None, "updated_at": EARLIER,
}  # fmt: skip


def talk(state: str, lock: int = 2, **more: Any) -> Conversation:
    return Conversation(id="talk", state=state, lock=lock, **(NOTHING | more))


def waiting(**more: Any) -> Conversation:
    return talk("waiting", **more)


def held(**more: Any) -> Conversation:
    """Anna's."""
    values = {"owner_id": "anna", "last_owner_id": "anna", "claimed_at": EARLIER} | more
    return talk("held", **values)


def offered(**more: Any) -> Conversation:
    """Anna's, offered to Ivan a moment ago."""
    values = {"offered_to": "ivan", "offered_at": NOW - timedelta(seconds=30), "offer_note": "Ваш клиент"} | more
    return held(**values)


def closed(**more: Any) -> Conversation:
    """Anna's last."""
    values = {"last_owner_id": "anna", "closed_at": EARLIER, "waiting_at": None} | more
    return talk("closed", **values)


def same(talk: Conversation, before: Conversation) -> bool:
    return talk == before


def copy(talk: Conversation) -> Conversation:
    return deepcopy(talk)
