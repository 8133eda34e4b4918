"""Which frames each side may send and be told, and how they are read and written."""

from collections.abc import Callable
from typing import Any, get_args

import msgspec

from samovar.web.wire.alarms import Alarm, Held
from samovar.web.wire.answers import No, Ok
from samovar.web.wire.base import Out
from samovar.web.wire.card import Card, Look
from samovar.web.wire.commands import (
    Accept,
    Claim,
    Close,
    Command,
    Correct,
    Decline,
    Move,
    Release,
    Reopen,
    SetPresence,
    SetProfile,
    Take,
    Transfer,
    Unfit,
)
from samovar.web.wire.handshake import Drain, End, Hello, Ping, Pong, Welcome
from samovar.web.wire.lists import Gone, List, Page, Summary
from samovar.web.wire.messages import Batch, Ev, Forget, Get, Got, Heads, Read, Reset, Send
from samovar.web.wire.people import People, Team, Watch
from samovar.web.wire.signals import Eph, Typing
from samovar.web.wire.widget import Site

OperatorCommand = (
    Claim | Take | Release | Transfer | Accept | Decline | Move | Close | Reopen | Correct | SetPresence | SetProfile
)  # fmt: skip
VisitorFrame = Hello | Send | Close | Got | Read | Get | List | Typing | Watch | Ping
OperatorFrame = Hello | Send | OperatorCommand | Got | Read | Get | Forget | List | Look | Typing | Ping
ServerFrame = (
    Welcome | Heads | Alarm | Held | Ok | No | Ev | Batch | Summary | Gone | Page | Card | People | Team | Site | Eph
    | Reset | Pong | Drain | End
)  # fmt: skip

encoder = msgspec.json.Encoder()
visitor_decoder = msgspec.json.Decoder(VisitorFrame)
operator_decoder = msgspec.json.Decoder(OperatorFrame)
_unfit_decoder = msgspec.json.Decoder(Unfit)

UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What a decoder raises at what is no frame."""


def unfit_command(data: bytes, side: msgspec.json.Decoder[Any]) -> Unfit | None:
    """What this side's decoder has refused, if it is a command of that side and can be answered in words."""
    try:
        found = _unfit_decoder.decode(data)
    except UNREADABLE:
        return None
    return found if found.t in command_tags(side.type) else None


def command_tags(frames: Any) -> set[str]:
    """The names of the commands among these frames."""
    return {str(each.__struct_config__.tag) for each in get_args(frames) if issubclass(each, Command)}


encode: Callable[[Out], bytes] = encoder.encode
"""One frame as UTF-8 JSON text."""
