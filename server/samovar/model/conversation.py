"""A conversation as one transaction sees and changes it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

PREVIEW = 200
"""Characters of the newest message that lists show."""


class Entry(msgspec.Struct, kw_only=True):
    """An entry of the log, stored or about to be."""

    conversation_id: str
    seq: int
    kind: str
    author: str
    author_id: str | None
    at: datetime
    audience: str = "all"
    body: str = ""
    data: dict[str, Any] = {}
    cid: str | None = None
    prev: int = 0
    """Seq of the entry before it that the visitor may see."""


class Conversation(msgspec.Struct, kw_only=True):
    """The conversation's row, its read marks and what lists show of its visitor.

    Verbs change it through `append` and plain assignment while the row is locked; `fresh` gathers the new
    entries. After the commit it is what everybody is told.
    """

    id: str
    site_id: str
    channel_id: str
    visitor_id: str
    number: int
    origin: str
    state: str
    lock: int
    rev: int
    owner_id: str | None
    last_owner_id: str | None
    offered_to: str | None
    offered_at: datetime | None
    offer_note: str
    offered_by: str | None = None
    returned_by: str | None = None
    returned_how: str = ""
    last_seq: int
    visible_seq: int
    last_text: str
    last_side: str
    last_by: str | None = None
    last_at: datetime | None
    last_message_seq: int
    unread_operator: int
    unread_visitor: int
    opened_at: datetime
    waiting_at: datetime | None
    claimed_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None
    updated_at: datetime
    guest_name: str = ""
    guest_city: str = ""
    guest_visits: int = 1
    guest_source: str = ""
    question: str = ""
    unanswered: int = 0
    seen_visitor: int = 0
    seen_operator: int = 0
    fresh: list[Entry] = []
    was: "Conversation | None" = None
    """As it was read, or committed last."""

    def opened(self) -> "Conversation":
        """A copy to be changed by one group."""
        made: Conversation = self.__copy__()  # type: ignore[attr-defined]  # msgspec has it, its stubs have not
        made.was, made.fresh = self, []
        return made

    @property
    def changed(self) -> bool:
        """Whether there is anything to save."""
        return self.was is None or self.rev != self.was.rev or self.marked

    @property
    def marked(self) -> bool:
        """Whether a read mark has moved."""
        return self.was is None or (self.seen_visitor, self.seen_operator) != (
            self.was.seen_visitor, self.was.seen_operator,
        )  # fmt: skip

    def append(
        self,
        kind: str,
        author: str,
        author_id: str | None,
        at: datetime,
        *,
        audience: str = "all",
        body: str = "",
        data: dict[str, Any] | None = None,
        cid: str | None = None,
    ) -> Entry:
        """Put the next entry at the end of the log."""
        entry = Entry(
            conversation_id=self.id, seq=self.last_seq + 1, kind=kind, author=author, author_id=author_id,
            at=at, audience=audience, body=body, data=data or {}, cid=cid, prev=self.visible_seq,
        )  # fmt: skip
        self.last_seq = entry.seq
        if audience == "all":
            self.visible_seq = entry.seq
        self.fresh.append(entry)
        self.touch(at)
        return entry

    def touch(self, at: datetime) -> None:
        """What lists show has changed."""
        self.rev += 1
        self.updated_at = max(at, self.updated_at)


@dataclass(frozen=True, slots=True)
class Version:
    """A conversation without its content."""

    id: str
    channel_id: str
    visitor_id: str
    state: str
    owner_id: str | None
    last_owner_id: str | None
    offered_to: str | None
    last_seq: int
    visible_seq: int
    rev: int
    updated_at: datetime
