"""The widget's HTTP questions and their answers (POST, JSON)."""

from typing import Annotated

import msgspec

from samovar.model.contact import Way
from samovar.web.wire.base import Id, Lang, Name, Out, Part, PartIn, Text, Token
from samovar.web.wire.messages import New
from samovar.web.wire.people import Channel, Operator, Said

TITLE, URL, LANG = 300, 2048, 35
"""Characters of what a page says of itself."""
CONTACT = 400
"""Characters of what is read as phone or e-mail: one that is too long is refused in words."""
Short = Annotated[str, msgspec.Meta(max_length=TITLE)]
Url = Annotated[str, msgspec.Meta(max_length=URL)]


class PageSeen(PartIn, kw_only=True):
    """The page a visitor reads now."""

    url: Url
    title: Short = ""
    referrer: Url = ""


class Start(PartIn, kw_only=True):
    """POST /widget/start, once a page load. `token`: the visitor's from before. `visit`: the client's
    id of this stay (a new one after 30 min of silence). `city`: what the page says. `channel`: what the
    visitor chose from the list before, or `say` of `Other`. `lang`: the page's language."""

    key: Annotated[str, msgspec.Meta(max_length=64)]
    visit: Id
    page: PageSeen
    token: Token = ""
    city: Name = ""
    channel: Id | None = None
    lang: Annotated[str, msgspec.Meta(max_length=LANG)] = ""


class Words(Part, kw_only=True):
    """What the site calls its people, in the visitor's language: "designers" are online, we call "a designer"."""

    many: str
    whom: str


class Button(Part, kw_only=True):
    """What the round button is called, in the visitor's language: with nobody there only `open`, else with `online`,
    and with news `unread` before their number."""

    open: str
    online: str
    unread: str


class Style(Part, kw_only=True):
    """How the site's owner dresses the widget. `css` goes behind the button's own sheet: custom properties, and where
    it stands. `theme`: as `data-theme`, which it wins over. `icon`: a path for 24 x 24, in place of the samovar."""

    css: str = ""
    theme: str = ""
    icon: str = ""


class Site(Out, tag="site", kw_only=True):
    """The site's settings have changed while the window is connected: as in `Started`."""

    delay_ms: int
    closed_days: int
    reopen_ms: int
    style: Style | None


class Other(Part, kw_only=True):
    """The last of the list to choose from: a city that is not in it. `channel`: where those go; `say`: what the window
    says of it at the next `Start`, in place of a channel."""

    channel: Channel
    say: str


class Started(Part, kw_only=True):
    """Answers `Start`. Without `channel` and `choose` the site shows no widget at all.

    `token` replaces the stored one. `delay_ms`: time on site after which the window opens by itself,
    0 = never. `closed_days`: how long it stays shut after the visitor closed it. `open`: the visitor has an
    open conversation, or came by the link of a letter. `team`, `usual_ms`, `away` and `shut` as in `team`. `greeted`:
    the window has opened by itself in this visit already. `reopen_ms`: how long after a conversation has ended a
    message still goes there. `lang`: decided.
    `greeting`: the words of a window that nobody has greeted in. `hidden`: no widget on this page, but for a talk that
    goes on.
    """

    token: str
    site: str
    lang: Lang
    channel: Channel | None = None
    choose: list[Channel] = []
    other: Other | None = None
    people: Words
    button: Button
    style: Style | None = None
    hidden: bool = False
    team: list[Operator] = []
    usual_ms: int = 0
    away: Said | None = None
    shut: bool = False
    delay_ms: int = 0
    closed_days: int = 7
    reopen_ms: int = 0
    open: bool = False
    unread: int = 0
    greeted: bool = False
    greeting: str = ""
    build: str = ""
    """Content hash for the panel's address: /widget/panel.{lang}.js?v={build}."""


class Turned(PartIn, kw_only=True):
    """POST /widget/page: the visitor went to another page without a page load. Answer: `Shown` on sites that hide the
    widget on some pages, else 204. `lang` as in `hello`, `channel` as in `Greet`."""

    token: Token
    visit: Id
    page: PageSeen
    channel: Id | None = None
    lang: Lang | None = None


class Shown(Part, kw_only=True):
    """Answers `Turned`: as in `Started`, for the page that the visitor went to."""

    hidden: bool


class Greet(PartIn, kw_only=True):
    """POST /widget/greeting: the window is about to open by itself. `lang` as in `hello`."""

    token: Token
    visit: Id
    channel: Id | None = None
    """None where the city is not known yet: the window asks for it then."""
    page: PageSeen | None = None
    lang: Lang | None = None


class Greeting(Part, kw_only=True):
    """Answers `Greet`. Without `operator` the channel's own name greets. `show`: false where the
    window must stay shut after all (an open conversation, greeted already, a page where the site does not want it).
    `text`: what it says."""

    show: bool
    text: str = ""
    channel: Channel | None = None
    operator: Operator | None = None


class Form(PartIn, kw_only=True):
    """POST /widget/form: what a visitor may leave where nobody is there. `lang` as in `hello`."""

    token: Token
    lang: Lang | None = None


class ConsentText(Part, kw_only=True):
    """What a visitor agrees to before contacts are taken. `version` comes back with them."""

    version: int
    text: str
    link: str = ""


class Fields(Part, kw_only=True):
    """Answers `Form`. `ways`: where one may be answered, `categories`: what a question may be about; empty where the
    site does not ask."""

    ways: list[Way] = []
    categories: list[str] = []
    consent: ConsentText


class Leave(PartIn, kw_only=True):
    """POST /widget/leave: a question where nobody is there, and how to answer it. `rid` makes its repetition harmless.
    `conv` or `new` as in `send`; an empty `body` where the question stands in `conv` already. `contact`: phone or
    e-mail as typed, which only the way `chat` does without; `consent`: the version that was agreed to."""

    token: Token
    rid: Id
    conv: Id | None = None
    new: New | None = None
    body: Text = ""
    contact: Annotated[str, msgspec.Meta(max_length=CONTACT)] = ""
    way: Way
    category: Name = ""
    consent: int | None = None
    lang: Lang | None = None


class Left(Part, kw_only=True):
    """Answers `Leave`: it is stored, in this conversation."""

    conv: str


class Problem(Part, kw_only=True):
    """Every refused HTTP question: `code` as in `no`, `text` in the person's language, which is `lang`."""

    code: str
    text: str
    lang: str = ""
    after_ms: int = 0
