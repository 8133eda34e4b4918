"""What the console page tells its script."""

from typing import Literal

from samovar.web.wire.base import Lang, Part
from samovar.web.wire.people import Person


class Boot(Part, kw_only=True):
    """JSON in the page, id="boot"."""

    token: str
    me: Person
    role: Literal["operator", "senior", "administrator"]
    lang: Lang
    site: str
    left: int = 0
    """First steps of the settings' guide that are to be done; for administrators."""
