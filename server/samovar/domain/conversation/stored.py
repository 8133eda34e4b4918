"""What a verb may ask of the database, and leave to be changed there, beside its own conversation."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from samovar.model.contact import Contact
from samovar.model.conversation import Conversation
from samovar.model.people import Operator
from samovar.storage import tables
from samovar.storage.engine.database import Session
from samovar.storage.engine.writer import Conflict
from samovar.storage.queries import conversations, log_entries


class Stored:
    """For the commands of one group. `talks`: their conversations, as the group leaves them. Without a session, on the
    fast way of messages, to ask is a conflict: the group is done once more, with one."""

    def __init__(self, session: Session | None = None, talks: Mapping[str, Conversation] | None = None) -> None:
        self._session = session
        self._talks = talks or {}
        self.cards: dict[str, dict[str, Any]] = {}
        """Visitor → what changes on the card. Saved with the group."""
        self.rows: list[tables.Base] = []
        """What else the group adds."""
        self.timers: dict[tuple[str, str], datetime | None] = {}
        """Conversation and kind → when it rings; None: no more."""

    @property
    def session(self) -> Session:
        """Raises Conflict."""
        if self._session is None:
            raise Conflict
        return self._session

    def unread_after(self, talk: Conversation, author: str, seq: int) -> int:
        """Messages of one side after a seq. Raises Conflict."""
        fresh = (each for each in talk.fresh if each.kind == "message" and each.author == author)
        before = log_entries.unread(self.session, talk.id, author, seq)
        return before + sum(each.seq > seq for each in fresh)

    def another_open(self, talk: Conversation) -> bool:
        """Whether the same visitor has another conversation open. Raises Conflict."""
        stored = conversations.open_of(self.session, [talk.visitor_id])
        others = {**{each.id: each for each in stored}, **self._talks}
        return any(
            each.visitor_id == talk.visitor_id and each.state != "closed" and each.id != talk.id
            for each in others.values()
        )  # fmt: skip

    def held_by(self, member: Operator) -> int:
        """How many conversations an operator with a limit holds; of the others nobody counts. Raises Conflict."""
        if not member.most:
            return 0
        before = dict.fromkeys(conversations.held_by(self.session, member.id), member.id)
        return [*(before | {each.id: each.owner_id for each in self._talks.values()}).values()].count(member.id)

    def staffed(self, talk: Conversation) -> bool:
        """Whether somebody of its channel was online when the visitor began it. Raises Conflict."""
        return conversations.staffed(self.session, talk.id)

    def change_card(self, visitor_id: str, **values: Any) -> None:
        """This stands on the visitor's card from now on."""
        self.cards.setdefault(visitor_id, {}).update(values)

    def keep_contact(self, talk: Conversation, contact: Contact, now: datetime) -> None:
        """How the visitor may be answered: with the talk, and on their card. Raises Conflict."""
        kept = tables.Contact(
            visitor_id=talk.visitor_id, conversation_id=talk.id, kind=contact.kind, value=contact.value,
            way=contact.way, category=contact.category, consent=contact.consent.text,
            consent_version=contact.consent.version, consent_link=contact.consent.link, at=now,
        )  # fmt: skip
        self.add(kept)
        self.change_card(talk.visitor_id, **{contact.kind: contact.value})

    def add(self, row: tables.Base) -> None:
        """Saved with the group. Raises Conflict."""
        if self._session is None:
            raise Conflict
        self.rows.append(row)

    def remind(self, conv: str, kind: str, at: datetime | None) -> None:
        """The clock looks at a conversation then, or no more."""
        self.timers[conv, kind] = at

    def has(self, talk: Conversation, cid: str) -> bool:
        """Whether the log has an entry of this id. Raises Conflict."""
        return any(each.cid == cid for each in talk.fresh) or log_entries.has(self.session, talk.id, cid)
