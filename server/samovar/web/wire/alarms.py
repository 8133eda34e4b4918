"""What administrators are told of the server's own state."""

from samovar.web.wire.base import Out


class Alarm(Out, tag="alarm", kw_only=True):
    """To administrators: what is stored has reached `clients` people in `conversations` late, since then. With
    `since` empty it is over."""

    since: str = ""
    clients: int = 0
    conversations: int = 0


class Held(Out, tag="held", kw_only=True):
    """To administrators: so many `people` wait for a limit (a field of the settings), the last of them `until` then."""

    limit: str
    people: int
    until: str
