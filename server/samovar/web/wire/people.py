"""Who is there: visitors, operators and the channels they meet in, as each side is shown them."""

from typing import Literal

from samovar.web.wire.base import Grammar, Id, In, Out, Part, Presence


class Person(Part, kw_only=True):
    """Who did or holds something. `photo` is an address on this server, empty where there is none. `latin`: the name
    in Latin letters, where it has been given. A visitor has no name here: rows and cards tell it to operators."""

    id: str = ""
    side: Literal["visitor", "operator", "system"]
    name: str = ""
    latin: str = ""
    photo: str = ""
    grammar: Grammar = ""


class Said(Part, kw_only=True):
    """One sentence in every language of the window."""

    ru: str
    en: str


class Channel(Part, kw_only=True):
    """A channel. `latin`: its name in Latin letters, where there is such a form. `member`: the operator who reads this
    belongs to it. `shut`: it is closed at this hour, and `opens` then, where anybody knows. `closed`: for good; nothing
    new comes there. `soon_ms`, `late_ms`: who waits that long waits long, and too long. All from `member` on is never
    told to visitors."""

    id: str
    name: str
    latin: str = ""
    member: bool = False
    shut: bool = False
    opens: str = ""
    closed: bool = False
    soon_ms: int = 0
    late_ms: int = 0


class Operator(Part, kw_only=True):
    """An operator as visitors meet them; `latin` and `title_latin` as in a person."""

    id: str
    name: str
    latin: str = ""
    photo: str = ""
    title: str = ""
    title_latin: str = ""


class Colleague(Operator, kw_only=True):
    """An operator as colleagues see them; `why`: in their own words, where they are busy or away. `channels`: those
    that the reader knows about, which are all for an administrator."""

    grammar: Grammar = ""
    role: str = "operator"
    presence: Presence = "offline"
    why: str = ""
    channels: list[str] = []


class Visitor(Part, kw_only=True):
    """A visitor as a list shows them; `name` may be empty ("Guest from {city}" then). `city_latin`: the city in Latin
    letters, where it has such a form."""

    name: str = ""
    city: str = ""
    city_latin: str = ""
    source: str = ""
    visits: int = 1
    here: bool = False
    """On the site now."""


class People(Out, tag="people", kw_only=True):
    """Those who share a channel with the reader, and the channels of their sites: after `welcome` and again, whole,
    when anything of it changes. Administrators see everybody."""

    people: list[Colleague]
    channels: list[Channel]


class Watch(In, tag="watch", kw_only=True):
    """A visitor's window shows this channel now: who is there is answered by `team`, and told from then on."""

    channel: Id


class Team(Out, tag="team", kw_only=True):
    """Answers `watch`, and comes again when anything of it changes: operators of the channel who are online now, at
    most 3. `usual_ms`: how soon the first answer came lately, in the middle of all; 0 where too few were measured.
    `away`, where nobody is: why, and when somebody will be, on the channel's clock; `shut`: that is not now, by the
    channel's hours."""

    channel: Channel
    team: list[Operator] = []
    usual_ms: int = 0
    away: Said | None = None
    shut: bool = False
