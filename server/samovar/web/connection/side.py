"""What a connection is for, as it sees it: the face of both sides, and how a side ends it."""

import logging
from collections.abc import Awaitable
from typing import Any, Protocol

from samovar.domain.delivery.state import DeliveryState
from samovar.web import wire

log = logging.getLogger(__name__)


class CloseConnection(Exception):
    """The connection must end, with this close code."""

    def __init__(self, code: int, reason: str = "") -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason


def require_same_person(hello: wire.Hello, person: str) -> None:
    """The page still is this person's. Raises CloseConnection where it was another's."""
    if hello.who not in (None, person):
        log.info("a page of one person came with the token of another; it was refused")
        raise CloseConnection(wire.CloseCode.TOKEN, "person")


class Side(Protocol):
    """Visitor or operator: what one connection is for, from the moment it is known whose it is."""

    @property
    def person(self) -> str:
        """Who it is."""

    @property
    def delivery(self) -> DeliveryState:
        """How far the connection has been reached."""

    async def welcome(self, hello: wire.Hello) -> None:
        """Subscribe, welcome, catch up. Raises CloseConnection."""

    def handle(self, frame: Any) -> Awaitable[None] | None:
        """Carry out one frame; what of it has to wait for the database is given back."""

    def heard(self) -> None:
        """A frame came: the person is here."""

    def on_event(self, topic: str, item: Any) -> None:
        """Something the connection subscribed to has happened."""

    def leave(self) -> None:
        """The socket has ended: give back what the side holds."""
