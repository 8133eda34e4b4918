"""What is compared, in the same words from the model, from a frame and from the database."""

from typing import Any

from sqlalchemy import select
from sqlmodel import col

from faults.protocol_house import short
from faults.protocol_model import CHANNELS, Talk
from peer import Frame
from samovar.storage.engine.database import Session
from samovar.storage.tables import Conversation, Entry


def side(by: str) -> str:
    """Operators by name; there is one visitor in a conversation."""
    return by if by in CHANNELS or not by else "visitor"


def of_event(event: Frame) -> tuple[int, str, str, str]:
    by = event["by"]
    name = short(by["id"]) if by.get("id") else ""
    return event["seq"], event["kind"], name or ("" if by["side"] == "system" else "visitor"), event.get("body", "")


def of_row(row: Frame, operator: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "state": row["state"], "owner": short(row.get("owner", {}).get("id")), "channel": short(row["channel"]),
    }  # fmt: skip
    content = {"seq": row["seq"], "last": row.get("last", {}).get("body"), "unread": row.get("unread", 0)}
    if not operator:
        return shown | content
    shown |= {"lock": row.get("lock", 0), "locked": row.get("locked", False)}
    offer = {"offer": short(row.get("offer", {}).get("to", {}).get("id"))}
    return shown if shown["locked"] else shown | content | offer


def of_talk(talk: Talk) -> tuple[Any, ...]:
    log = [(seq, line.kind, line.by, line.id, line.said) for seq, line in talk.shown(operator=True)]
    reads = (talk.unread("operator"), talk.unread("visitor"))
    return talk.visitor, talk.channel, talk.state, talk.owner, talk.last_owner, talk.offered, talk.lock, reads, log


def stored(session: Session) -> dict[str, tuple[Any, ...]]:
    found = {}
    for talk in session.scalars(select(Conversation)):
        entries = session.scalars(
            select(Entry).where(col(Entry.conversation_id) == talk.id).order_by(col(Entry.seq))
        )  # fmt: skip
        log = [(each.seq, each.kind, short(each.author_id), each.cid or "", each.body) for each in entries]
        people = [short(each) or None for each in (talk.owner_id, talk.last_owner_id, talk.offered_to)]
        reads = (talk.unread_operator, talk.unread_visitor)
        found[talk.id] = (short(talk.visitor_id), short(talk.channel_id), talk.state, *people, talk.lock, reads, log)
    return found
