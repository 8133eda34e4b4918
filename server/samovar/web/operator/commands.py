"""An operator's commands, by name: each checks its arguments and calls the desk."""

import unicodedata
from collections.abc import Awaitable, Callable
from typing import get_args

from samovar.domain.conversation.batch import Committed
from samovar.domain.conversation.rules import NAME, field, remark
from samovar.model.errors import BadRequest
from samovar.model.people import Operator
from samovar.model.text import line
from samovar.web import wire
from samovar.web.services import Services


class Commands:
    """The commands of one operator."""

    def __init__(self, services: Services, member: Operator) -> None:
        self._services = services
        self._member = member
        self._by_name: dict[str, Callable[[wire.Cmd], Awaitable[Committed | None]]] = {
            "claim": self._claim, "take": self._take, "release": self._release, "transfer": self._transfer,
            "accept": self._accept, "decline": self._decline, "move": self._move, "close": self._close,
            "reopen": self._reopen, "city": self._correct, "name": self._correct, "presence": self._presence,
            "grammar": self._grammar, "latin": self._latin, "title": self._title, "title_latin": self._latin,
        }  # fmt: skip

    async def carry_out(self, frame: wire.Cmd) -> Committed | None:
        """One command; presence has no conversation and gives nothing. Raises Refused."""
        return await self._by_name[frame.name](frame)

    async def _claim(self, frame: wire.Cmd) -> Committed:
        return await self._services.desk.claim(self._member, _conv(frame), frame.rid)

    async def _take(self, frame: wire.Cmd) -> Committed:
        return await self._services.desk.take(self._member, _conv(frame), frame.rid, frame.lock)

    async def _release(self, frame: wire.Cmd) -> Committed:
        return await self._services.desk.release(self._member, _conv(frame), frame.rid, frame.lock)

    async def _transfer(self, frame: wire.Cmd) -> Committed:
        return await self._services.desk.transfer(
            self._member, _conv(frame), frame.rid, frame.lock, _to(frame), remark(frame.note)
        )

    async def _accept(self, frame: wire.Cmd) -> Committed:
        return await self._services.desk.accept(self._member, _conv(frame), frame.rid)

    async def _decline(self, frame: wire.Cmd) -> Committed:
        return await self._services.desk.decline(self._member, _conv(frame), frame.rid)

    async def _move(self, frame: wire.Cmd) -> Committed:
        return await self._services.desk.move(
            self._member, _conv(frame), frame.rid, frame.lock, _to(frame), remark(frame.note)
        )

    async def _close(self, frame: wire.Cmd) -> Committed:
        return await self._services.desk.close(self._member, _conv(frame), frame.rid, frame.lock)

    async def _reopen(self, frame: wire.Cmd) -> Committed:
        return await self._services.desk.reopen(self._member, _conv(frame), frame.rid)

    async def _correct(self, frame: wire.Cmd) -> Committed:
        return await self._services.desk.correct(self._member, _conv(frame), frame.rid, frame.name, field(frame.value))

    async def _presence(self, frame: wire.Cmd) -> None:
        if frame.value not in ("online", "busy", "away"):
            raise BadRequest
        await self._services.attendance.set_presence(self._member.id, frame.value, remark(frame.note, NAME))

    async def _grammar(self, frame: wire.Cmd) -> None:
        if frame.value not in get_args(wire.Grammar):
            raise BadRequest
        await self._services.attendance.set_own(self._member.id, grammar=frame.value)

    async def _latin(self, frame: wire.Cmd) -> None:
        value = remark(line(frame.value), NAME)
        if not value.isprintable() or any("CYRILLIC" in unicodedata.name(letter, "") for letter in value):
            raise BadRequest
        await self._services.attendance.set_own(self._member.id, **{frame.name: value})

    async def _title(self, frame: wire.Cmd) -> None:
        await self._services.attendance.set_own(self._member.id, title=remark(line(frame.value), NAME))


def _conv(frame: wire.Cmd) -> str:
    if frame.conv is None:
        raise BadRequest
    return frame.conv


def _to(frame: wire.Cmd) -> str:
    if frame.to is None:
        raise BadRequest
    return frame.to
