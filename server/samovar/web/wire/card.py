"""The card of a visitor."""

from samovar.web.wire.base import Id, In, Out, Part
from samovar.web.wire.lists import Row
from samovar.web.wire.people import Person


class PageView(Part, kw_only=True):
    """One page of a visit; `ms` is the time spent there, absent for the one being read now."""

    url: str
    title: str = ""
    at: str
    ms: int = -1


class Visit(Part, kw_only=True):
    """One stay on the site, pages newest first (at most 50). `on_site_ms`: time on site so far."""

    started: str
    referrer: str = ""
    source: str = ""
    utm: dict[str, str] = {}
    device: str = ""
    on_site_ms: int = 0
    here: bool = False
    pages: list[PageView] = []


class Look(In, tag="look", kw_only=True):
    """Asks for the card of the visitor of a conversation. Answered by `card`."""

    rid: Id
    conv: Id


class Card(Out, tag="card", kw_only=True):
    """Answers `look`: who the visitor is. `city_how`: page | chosen | ip | operator | "" (unknown);
    `city_by`: the operator who corrected it. `earlier`: the visitor's other conversations, newest first."""

    rid: str
    conv: str
    visitor: str
    name: str = ""
    phone: str = ""
    email: str = ""
    city: str = ""
    city_latin: str = ""
    city_how: str = ""
    city_by: Person | None = None
    visits: int = 1
    visit: Visit | None = None
    earlier: list[Row] = []
