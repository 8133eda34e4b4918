"""What became of a message, a command or a question."""

from samovar.web.wire.base import Out
from samovar.web.wire.people import Person


class Ok(Out, tag="ok", kw_only=True):
    """A message (`cid`) is committed, or a command (`rid`) is done. `dup`: it had been before."""

    cid: str = ""
    rid: str = ""
    conv: str = ""
    seq: int = 0
    ts: str = ""
    lock: int = -1
    dup: bool = False


class No(Out, tag="no", kw_only=True):
    """A message, command or question is refused; nothing was stored.

    `code` is one of model/errors.py; `text` says it in the person's language. `retry`: the same
    frame may succeed after `after_ms`. `by`, `at`: who has taken the conversation, and when.
    """

    cid: str = ""
    rid: str = ""
    code: str
    text: str
    retry: bool = False
    after_ms: int = 0
    by: Person | None = None
    at: str = ""
