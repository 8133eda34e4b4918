"""An operator's commands: what each frame means to the desk, or to what operators say of themselves."""

import unicodedata
from collections.abc import Awaitable

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
        self._desk = services.desk
        self._attendance = services.attendance
        self._member = member

    def carry_out(self, frame: wire.OperatorCommand) -> Awaitable[Committed | None]:
        """One command; what operators say of themselves is no entry of a conversation, and gives nothing. Raises
        Refused."""
        desk, me, rid = self._desk, self._member, frame.rid
        match frame:
            case wire.Claim(conv=conv):
                return desk.claim(me, conv, rid)
            case wire.Take(conv=conv, lock=lock):
                return desk.take(me, conv, rid, lock)
            case wire.Release(conv=conv, lock=lock):
                return desk.release(me, conv, rid, lock)
            case wire.Transfer(conv=conv, lock=lock, to=to, note=note):
                return desk.transfer(me, conv, rid, lock, to, remark(note))
            case wire.Accept(conv=conv):
                return desk.accept(me, conv, rid)
            case wire.Decline(conv=conv):
                return desk.decline(me, conv, rid)
            case wire.Move(conv=conv, lock=lock, to=to, note=note):
                return desk.move(me, conv, rid, lock, to, remark(note))
            case wire.Close(conv=conv, lock=lock):
                return desk.close(me, conv, rid, lock)
            case wire.Reopen(conv=conv):
                return desk.reopen(me, conv, rid)
            case wire.Correct(conv=conv, field=what, value=value):
                return desk.correct(me, conv, rid, what, field(value))
            case wire.SetPresence(presence=presence, why=why):
                return self._attendance.set_presence(me.id, presence, remark(why, NAME))
            case wire.SetProfile():
                return self._attendance.set_own(me.id, **_profile(frame))


def _profile(frame: wire.SetProfile) -> dict[str, str]:
    """What they have said of themselves, as it is kept."""
    said = {
        "grammar": frame.grammar,
        "latin": _in_latin(frame.latin),
        "title": _one_line(frame.title),
        "title_latin": _in_latin(frame.title_latin),
    }
    values = {name: value for name, value in said.items() if value is not None}
    if not values:
        raise BadRequest
    return values


def _one_line(text: str | None) -> str | None:
    return None if text is None else remark(line(text), NAME)


def _in_latin(text: str | None) -> str | None:
    value = _one_line(text)
    if value and (not value.isprintable() or any("CYRILLIC" in unicodedata.name(letter, "") for letter in value)):
        raise BadRequest
    return value
