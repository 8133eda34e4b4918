"""An operator's commands: what each frame means to the desk, or to what operators say of themselves."""

import unicodedata
from collections.abc import Awaitable

from samovar.domain.conversation import verbs
from samovar.domain.conversation.batch import Committed
from samovar.domain.conversation.rules import NAME, field, remark
from samovar.model.errors import BadRequest
from samovar.model.people import Operator
from samovar.model.text import line
from samovar.web import wire
from samovar.web.services import Services


class Commands:
    """The commands of one operator."""

    __slots__ = ("_attendance", "_desk", "_member")

    def __init__(self, services: Services, member: Operator) -> None:
        self._desk = services.desk
        self._attendance = services.attendance
        self._member = member

    def carry_out(self, frame: wire.OperatorCommand) -> Awaitable[Committed | None]:
        """One command; what operators say of themselves is no entry of a conversation, and gives nothing. Raises
        Refused."""
        carry_out, facts, me, rid = self._desk.carry_out, self._desk.facts, self._member, frame.rid
        match frame:
            case wire.Claim(conv=conv):
                return carry_out(verbs.Claim(by=me, cid=rid), conv)
            case wire.Take(conv=conv, lock=lock):
                return carry_out(verbs.Take(by=me, cid=rid, lock=lock), conv)
            case wire.Release(conv=conv, lock=lock):
                return carry_out(verbs.Release(by=me, cid=rid, lock=lock), conv)
            case wire.Transfer(conv=conv, lock=lock, to=to, note=note):
                return carry_out(facts.transfer(me, rid, lock, to, remark(note)), conv)
            case wire.Accept(conv=conv):
                return carry_out(verbs.Accept(by=me, cid=rid), conv)
            case wire.Decline(conv=conv):
                return carry_out(verbs.Decline(by=me, cid=rid), conv)
            case wire.Move(conv=conv, lock=lock, to=to, note=note):
                return carry_out(facts.move(me, rid, lock, to, remark(note)), conv)
            case wire.Close(conv=conv, lock=lock):
                return carry_out(verbs.Close(by=me, cid=rid, lock=lock), conv)
            case wire.Reopen(conv=conv):
                return carry_out(verbs.Reopen(by=me, cid=rid), conv)
            case wire.Correct(conv=conv, field=what, value=value):
                return carry_out(verbs.Correct(by=me, cid=rid, field=what, value=field(value)), conv)
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
