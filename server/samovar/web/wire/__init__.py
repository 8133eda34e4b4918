"""Every frame that crosses a socket, or what stands in for one, as a typed struct: the contract of both sides.

One JSON object a text frame; the field `t` names its type. `link/src/wire.ts` is generated from here (`make wire`).
Client frames refuse unknown fields (close code 4400; a command is answered in words, `bad_request`); server frames
may grow fields, which old clients ignore. Times are RFC 3339 strings in UTC, spans milliseconds.
"""

# ruff: noqa: F403, I001 - a name of the contract is written once, where it is said what it means; in a reader's order.
from samovar.web.wire.base import *
from samovar.web.wire.close_codes import *
from samovar.web.wire.people import *
from samovar.web.wire.messages import *
from samovar.web.wire.commands import *
from samovar.web.wire.answers import *
from samovar.web.wire.lists import *
from samovar.web.wire.card import *
from samovar.web.wire.signals import *
from samovar.web.wire.alarms import *
from samovar.web.wire.handshake import *
from samovar.web.wire.widget import *
from samovar.web.wire.console import *
from samovar.web.wire.frames import *
