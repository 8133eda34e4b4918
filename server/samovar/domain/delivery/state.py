"""How far a connection has been reached: what it was told, and what its client says it has. The watch judges by it."""

from datetime import datetime

from samovar.model.conversation import Conversation

NOTED = 1000
"""Conversations of which it is kept what the live path told last; the watch soon takes them out."""


class DeliveryState:
    """Of one connection."""

    __slots__ = ("asked", "entered", "got", "told_revs")

    def __init__(self) -> None:
        self.entered: datetime | None = None
        """Since when it hears what happens."""
        self.told_revs: dict[str, int] = {}
        """Conversation → its `rev`, as the live path told it. What is judged is taken out."""
        self.got: dict[str, int] = {}
        """Conversation → the last entry that the client says it has."""
        self.asked: frozenset[str] = frozenset()
        """Conversations whose missing entries it has asked for since it was last nudged about them."""

    def arrived(self, conv: str, seq: int) -> None:
        """The client has all entries so far."""
        self.got[conv] = max(seq, self.got.get(conv, 0))

    def forgets(self, conv: str) -> None:
        """The client no longer keeps it."""
        self.got.pop(conv, None)

    def noted(self, talk: Conversation) -> None:
        """The live path has told this connection of a change."""
        self.told_revs.pop(talk.id, None)
        self.told_revs[talk.id] = talk.rev
        if len(self.told_revs) > NOTED:
            del self.told_revs[next(iter(self.told_revs))]

    def lacks(self, conv: str, seq: int, sent: int | None) -> bool:
        """By what the client says it has; where it never said, by what it was sent: nothing where it does not follow
        the conversation."""
        return sent is not None and self.got.get(conv, sent) < seq
