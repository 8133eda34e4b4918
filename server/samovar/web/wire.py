"""Every frame that crosses a socket, or a line of requests, as a typed struct: the contract of both sides.

One JSON object a text frame; the field `t` names its type. `link/src/wire.ts` is generated
from this module (`make wire`). Client frames refuse unknown fields (close code 4400; a command is answered in words,
`bad_request`); server frames may grow fields, which old clients ignore. Times are RFC 3339 strings in UTC, spans
milliseconds.
"""

from typing import Annotated, Any, Literal, get_args

import msgspec

from samovar.domain.conversation.rules import NAME, NOTE

PROTOCOL = 2
"""Version of this contract; `hello.v` must equal it."""

Id = Annotated[str, msgspec.Meta(min_length=16, max_length=64, pattern=r"^[A-Za-z0-9_-]+\Z")]
"""A public id: random, 128 bits or more, URL-safe base64."""
Seq = Annotated[int, msgspec.Meta(ge=0, lt=2**31)]
Text = str
"""A message. Its length is limited per side and refused in words (`too_long`); the frame's size bounds it before."""
TITLE, URL, LANG = 300, 2048, 35
"""Characters of what a page says of itself."""
Short = Annotated[str, msgspec.Meta(max_length=TITLE)]
Name = Annotated[str, msgspec.Meta(max_length=NAME)]
Url = Annotated[str, msgspec.Meta(max_length=URL)]
Token = Annotated[str, msgspec.Meta(max_length=4096)]
"""A signed token of ours."""

Lang = Literal["ru", "en"]
State = Literal["waiting", "held", "closed"]
Presence = Literal["online", "busy", "away", "offline"]
Origin = Literal["incoming", "invited", "outgoing"]
Grammar = Literal["", "she", "he"]
"""How sentences speak of somebody; empty: in wordings that need neither."""


class In(msgspec.Struct, forbid_unknown_fields=True, tag_field="t", kw_only=True):
    """A frame from a client."""


class Out(msgspec.Struct, omit_defaults=True, tag_field="t", kw_only=True):
    """A frame from the server. Fields equal to their default are left out."""


class Part(msgspec.Struct, omit_defaults=True, kw_only=True):
    """A piece of a server frame."""


class PartIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A piece of a client frame."""


# ---------------------------------------------------------------- client → server


class Cursor(PartIn, kw_only=True):
    """The last entry of one conversation that the client has applied."""

    conv: Id
    seq: Seq


class Hello(In, tag="hello", kw_only=True):
    """First frame of every connection, within 10 s of its opening.

    `token`: the visitor's signed token, or for an operator the console page's own token (the session
    cookie alone is not enough). `epoch`: the one of the cursors, absent on a first start. `who`: the person this
    page was drawn for, or was welcomed as before: the server refuses to let it act as another, whatever the token has
    become meanwhile. `lang`: of the window, and so of every `text`; without it the browser's own decides.
    """

    v: int
    token: Token
    who: Id | None = None
    epoch: Id | None = None
    lang: Lang | None = None
    cursors: Annotated[list[Cursor], msgspec.Meta(max_length=200)] = []


class New(PartIn, kw_only=True):
    """Asks for the visitor's open conversation, or a new one with this `ccid` where none is open."""

    ccid: Id
    channel: Id | None = None
    origin: Literal["incoming", "invited"] = "incoming"


class Send(In, tag="send", kw_only=True):
    """A message, or an operator's private note. Exactly one of `conv` and `new` is given.

    An operator's send carries `lock`, the fencing number under which he holds the conversation.
    """

    cid: Id
    conv: Id | None = None
    new: New | None = None
    kind: Literal["message", "note"] = "message"
    body: Text
    lock: Seq | None = None


class Command(In, kw_only=True):
    """What changes something; answered once, by `ok` or `no`. `rid` makes its repetition harmless. `lock`: the fencing
    number under which the operator has seen the conversation."""

    rid: Id


class Claim(Command, tag="claim", kw_only=True):
    """A waiting conversation becomes the operator's: the first wins."""

    conv: Id


class Take(Command, tag="take", kw_only=True):
    """An administrator takes a conversation over from the colleague who holds it."""

    conv: Id
    lock: Seq


class Release(Command, tag="release", kw_only=True):
    """The conversation waits for everybody again."""

    conv: Id
    lock: Seq


class Transfer(Command, tag="transfer", kw_only=True):
    """Offers the conversation to an operator, who may accept; its owner holds it until then."""

    conv: Id
    lock: Seq
    to: Id
    note: Text = ""


class Accept(Command, tag="accept", kw_only=True):
    """Takes the conversation that a colleague offers."""

    conv: Id


class Decline(Command, tag="decline", kw_only=True):
    """Does not take an offer, or what waits for this operator first."""

    conv: Id


class Move(Command, tag="move", kw_only=True):
    """The conversation waits in another channel of its site, as new."""

    conv: Id
    lock: Seq
    to: Id
    note: Text = ""


class Close(Command, tag="close", kw_only=True):
    """The conversation is over. The one command of visitors too; `lock` of owners only: an administrator closes
    any."""

    conv: Id
    lock: Seq | None = None


class Reopen(Command, tag="reopen", kw_only=True):
    """A closed conversation is held again by whom it was."""

    conv: Id


class Correct(Command, tag="correct", kw_only=True):
    """Writes another city or name on the visitor's card, which remembers who did."""

    conv: Id
    field: Literal["city", "name"]
    value: Text


class SetPresence(Command, tag="presence", kw_only=True):
    """What the operator is while they are here. `why`: for colleagues, where they are busy or away."""

    presence: Literal["online", "busy", "away"]
    why: Text = ""


class SetProfile(Command, tag="profile", kw_only=True):
    """What the operator says of themselves; what is left out stays. `latin` and `title_latin` as in a colleague."""

    grammar: Grammar | None = None
    latin: Text | None = None
    title: Text | None = None
    title_latin: Text | None = None


class Got(In, tag="got", kw_only=True):
    """All entries up to `seq` are stored and shown at this client."""

    conv: Id
    seq: Seq


class Read(In, tag="read", kw_only=True):
    """The person has seen all entries up to `seq`."""

    conv: Id
    seq: Seq


class Get(In, tag="get", kw_only=True):
    """Asks for entries: after or before a seq, or the last page when neither is given.

    Answered by `batch`. The connection follows the conversation from then on.
    """

    rid: Id
    conv: Id
    after: Seq | None = None
    before: Seq | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


class Forget(In, tag="forget", kw_only=True):
    """The client no longer keeps this conversation, and need not be told its entries."""

    conv: Id


class List(In, tag="list", kw_only=True):
    """Asks for a page of conversations: open ones begun last first, closed ones closed last first, a visitor's
    begun last first. `before` is the `next` of the page before.

    An operator sees the rows his channels allow; a visitor his own. Answered by `page`.
    """

    rid: Id
    state: Literal["open", "closed", "all"] = "open"
    mine: bool = False
    channel: Id | None = None
    visitor_of: Id | None = None
    before: Annotated[str, msgspec.Meta(max_length=100)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


class Look(In, tag="look", kw_only=True):
    """Asks for the card of the visitor of a conversation. Answered by `card`."""

    rid: Id
    conv: Id


class Typing(In, tag="typing", kw_only=True):
    """The person is typing; sent at most once in 2 s, fades after 5 s."""

    conv: Id


class Watch(In, tag="watch", kw_only=True):
    """A visitor's window shows this channel now: who is there is answered by `team`, and told from then on."""

    channel: Id


class Ping(In, tag="ping", kw_only=True):
    """Answered by `pong`."""


OperatorCommand = (
    Claim | Take | Release | Transfer | Accept | Decline | Move | Close | Reopen | Correct | SetPresence | SetProfile
)  # fmt: skip
VisitorFrame = Hello | Send | Close | Got | Read | Get | List | Typing | Watch | Ping
OperatorFrame = Hello | Send | OperatorCommand | Got | Read | Get | Forget | List | Look | Typing | Ping


# ---------------------------------------------------------------- server → client


class Person(Part, kw_only=True):
    """Who did or holds something. `photo` is an address on this server, empty where there is none. `latin`: the name
    in Latin letters, where it has been given. A visitor has no name here: rows and cards tell it to operators."""

    id: str = ""
    side: Literal["visitor", "operator", "system"]
    name: str = ""
    latin: str = ""
    photo: str = ""
    grammar: Grammar = ""


class Seen(Part, kw_only=True):
    """How far each side has read a conversation."""

    visitor: int = 0
    operator: int = 0


class Head(Part, kw_only=True):
    """Where a conversation stands: its last seq visible to this client, and what was read."""

    conv: str
    seq: int
    seen: Seen


class Limits(Part, kw_only=True):
    """What the server accepts of this client."""

    body: int
    """Characters of a message."""
    frame: int
    """Bytes of a frame."""
    name: int = NAME
    """Characters of a name or another field of one line."""
    note: int = NOTE
    """Characters of the note of a command."""


class Welcome(Out, tag="welcome", kw_only=True):
    """Answers `hello`: the connection is live. Missed entries of the cursors follow as `batch`.

    `herd_ms`: the window for coming back after an abnormal close. `you`: the person himself.
    `heads`: a visitor's own conversations; for an operator those of his cursors that he may read.
    `rows`: a visitor's conversations, newest first, at most 50.
    """

    v: int
    epoch: str
    now: str
    limits: Limits
    herd_ms: int
    you: Person
    heads: list[Head] = []
    rows: list["Row"] = []


class Heads(Out, tag="heads", kw_only=True):
    """Where conversations stand: a client that is behind in one it keeps asks with `get`. Sent where the server
    finds that live entries have not arrived."""

    heads: list[Head]


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


class Ok(Out, tag="ok", kw_only=True):
    """A send (`cid`) is committed, or a command (`rid`) is done. `dup`: it had been before."""

    cid: str = ""
    rid: str = ""
    conv: str = ""
    seq: int = 0
    ts: str = ""
    lock: int = -1
    dup: bool = False


class No(Out, tag="no", kw_only=True):
    """A send, command or question is refused; nothing was stored.

    `code` is one of web/refusals.py; `text` says it in the person's language. `retry`: the same
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


class Event(Part, kw_only=True):
    """One entry. `prev` is the seq of the entry before it that this reader may see, where that is not
    seq − 1 (operators' entries leave holes in a visitor's view). `cid` of what has a text: its author's
    outbox knows it by that.

    `data` by kind: transferred {step: offered | declined | expired, to: Person, note} ·
    moved {from, to: channel names, note} · claimed {how: claim | accept | take, from: Person for take} ·
    released {reason:
    released | owner_offline | kept_silent | kept_away | kept_declined} · closed {side} · card {field, was, now} ·
    greeting {name: of the channel, where no operator greeted}: what the visitor answers to, in `body`.
    """

    seq: int
    prev: int = -1
    kind: str
    by: Person
    ts: str
    body: str = ""
    data: dict[str, Any] = {}
    cid: str = ""


class Ev(Out, tag="ev", kw_only=True):
    """A new entry of a conversation this connection follows."""

    conv: str
    e: Event


class Batch(Out, tag="batch", kw_only=True):
    """Entries `from_`…`to` of a conversation in order, complete for this reader. `more`: go on after
    `to` (or before `from_`, where the question was `before`)."""

    rid: str = ""
    conv: str
    from_: int = msgspec.field(name="from", default=0)
    to: int = 0
    events: list[Event]
    more: bool = False
    seen: Seen


class Offer(Part, kw_only=True):
    """A transfer waiting to be accepted, until `until`."""

    by: Person
    to: Person
    note: str = ""
    until: str


class Returned(Part, kw_only=True):
    """An offer that `by` did not take; `to` had made it. Until the owner goes on with the talk."""

    by: Person
    to: Person
    how: Literal["declined", "expired"]


class Row(Part, kw_only=True):
    """One conversation in a list: its whole state, the newer `rev` wins, on one connection.

    `number`: a label of seven digits, without any order. `locked`: a colleague holds it, or held it last, and this
    reader sees whose it is and nothing of its content, nor when or how often that changes: only the first five
    fields, the visitor's name, `owner`, `opened`, `closed`; `updated` is when it changed hands. `prefer`: the
    operator id it waits for first, alone and for a minute, while they are here; when that ends the row comes again
    without it. `unread`: messages of the other side not yet read by this side. For a visitor's
    row `visitor` is absent and `owner` is whom they talk with, or talked with last.
    """

    conv: str
    number: int
    rev: int
    state: State
    channel: str
    seq: int
    lock: int = 0
    locked: bool = False
    visitor: "Guest | None" = None
    owner: Person | None = None
    prefer: str = ""
    offer: Offer | None = None
    returned: Returned | None = None
    last: Event | None = None
    question: str = ""
    """For operators: start of the visitor's first message that is not answered yet."""
    unanswered: int = 0
    """For operators: how many such messages there are."""
    unread: int = 0
    origin: Origin = "incoming"
    opened: str
    waiting: str = ""
    """Since when it waits for an answer of somebody; empty where nobody waits."""
    closed: str = ""
    updated: str


class Guest(Part, kw_only=True):
    """The visitor as a list shows him: `name` may be empty ("Guest from {city}" then). `city_latin`: the city in Latin
    letters, where it has such a form."""

    name: str = ""
    city: str = ""
    city_latin: str = ""
    source: str = ""
    visits: int = 1
    here: bool = False
    """On the site now."""


class Summary(Out, tag="summary", kw_only=True):
    """A row of the inbox has changed or is new."""

    row: Row


class Gone(Out, tag="gone", kw_only=True):
    """A row has left this operator's sight (moved to a channel that is not his)."""

    conv: str


class Counts(Part, kw_only=True):
    """Open conversations of a channel that this operator sees."""

    channel: str
    waiting: int = 0
    left: int = 0
    """Of those that wait: their visitor is not on the site."""
    mine: int = 0
    open: int = 0


class Page(Out, tag="page", kw_only=True):
    """Answers `list`. `next` is empty at the end. `counts` for an operator, by channel."""

    rid: str
    rows: list[Row]
    next: str = ""
    counts: list[Counts] = []


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


class Card(Out, tag="card", kw_only=True):
    """Answers `look`: who the visitor is. `city_how`: page | chosen | ip | operator | "" (unknown);
    `city_by`: the operator who corrected it. `earlier`: his other conversations, newest first."""

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


class Colleague(Part, kw_only=True):
    """An operator as colleagues see them; `why` belongs to busy and away. `channels`: those that the reader knows
    about, which are all for an administrator."""

    id: str
    name: str
    latin: str = ""
    photo: str = ""
    grammar: Grammar = ""
    role: str = "operator"
    title: str = ""
    title_latin: str = ""
    presence: Presence = "offline"
    why: str = ""
    channels: list[str] = []


class Room(Part, kw_only=True):
    """A channel as the console shows it. `latin` as in a choice. `member`: the operator belongs to it."""

    id: str
    name: str
    latin: str = ""
    member: bool = False


class People(Out, tag="people", kw_only=True):
    """Those who share a channel with the reader, and the channels of their sites: after `welcome` and again, whole,
    when anything of it changes. Administrators see everybody."""

    people: list[Colleague]
    rooms: list[Room]


class Team(Out, tag="team", kw_only=True):
    """Answers `watch`, and comes again when anything of it changes: operators of the channel who are online now, at
    most 3. `usual_ms`: how soon the first answer came lately, in the middle of all; 0 where too few were measured."""

    channel: "Choice"
    team: list["Host"] = []
    usual_ms: int = 0


class Eph(Out, tag="eph", kw_only=True):
    """A signal; may be lost. typing {conv, by} · read {conv, seen} · presence {conv: of a visitor's talk, here, at:
    when one who left was last heard} · host {conv, host, here}: the owner's presence for the visitor · page
    {conv, page}."""

    kind: Literal["typing", "read", "presence", "host", "page"]
    conv: str
    by: Person | None = None
    host: "Host | None" = None
    seen: Seen | None = None
    here: bool = False
    at: str = ""
    page: PageView | None = None


class Reset(Out, tag="reset", kw_only=True):
    """Drop the cache of this scope ("all" or a conversation id) and load its last page."""

    scope: str
    reason: str


class Pong(Out, tag="pong", kw_only=True):
    """Answers `ping`. `now`: as in `welcome`, for clocks stand still in sleep, and are set."""

    now: str = ""


class Drain(Out, tag="drain", kw_only=True):
    """The server is about to stop: come back at a random moment inside the window."""

    min_ms: int
    max_ms: int


class End(Out, tag="end", kw_only=True):
    """The last item of a line made of requests (web/polling.py): what a socket says in its close frame."""

    code: int
    reason: str = ""


ServerFrame = (
    Welcome | Heads | Alarm | Held | Ok | No | Ev | Batch | Summary | Gone | Page | Card | People | Team | Eph | Reset
    | Pong | Drain | End
)  # fmt: skip


# ---------------------------------------------------------------- the widget's HTTP questions (POST, JSON)


class PageSeen(PartIn, kw_only=True):
    """The page a visitor reads now."""

    url: Url
    title: Short = ""
    referrer: Url = ""


class Start(PartIn, kw_only=True):
    """POST /widget/start, once a page load. `token`: the visitor's from before. `visit`: the client's
    id of this stay (a new one after 30 min of silence). `city`: what the page says. `channel`: what the
    visitor chose from the list before. `lang`: the page's language."""

    key: Annotated[str, msgspec.Meta(max_length=64)]
    visit: Id
    page: PageSeen
    token: Token = ""
    city: Name = ""
    channel: Id | None = None
    lang: Annotated[str, msgspec.Meta(max_length=LANG)] = ""


class Turned(PartIn, kw_only=True):
    """POST /widget/page: the visitor went to another page without a page load. Answer: 204. `lang` as in `hello`."""

    token: Token
    visit: Id
    page: PageSeen
    lang: Lang | None = None


class Greet(PartIn, kw_only=True):
    """POST /widget/greeting: the window is about to open by itself. `lang` as in `hello`."""

    token: Token
    visit: Id
    channel: Id | None = None
    """None where the city is not known yet: the window asks for it then."""
    lang: Lang | None = None


class Choice(Part, kw_only=True):
    """A channel as visitors know it. `latin`: its name in Latin letters, where there is such a form."""

    id: str
    name: str
    latin: str = ""


class Host(Part, kw_only=True):
    """An operator as visitors meet them; `latin` and `title_latin` as in a person."""

    id: str
    name: str
    latin: str = ""
    photo: str = ""
    title: str = ""
    title_latin: str = ""


class Words(Part, kw_only=True):
    """What the site calls its people, in the visitor's language: "designers" are online, we call "a designer"."""

    many: str
    whom: str


class Started(Part, kw_only=True):
    """Answers `Start`. Without `channel` and `choose` the site shows no widget at all.

    `token` replaces the stored one. `delay_ms`: time on site after which the window opens by itself,
    0 = never. `closed_days`: how long it stays shut after the visitor closed it. `open`: he has an
    open conversation. `team` and `usual_ms` as in `team`. `greeted`: the window has opened by itself in this visit
    already. `reopen_ms`: how long after a talk has ended a message still goes there. `lang`: decided. `greeting`:
    where the site overrides it.
    """

    token: str
    site: str
    lang: Lang
    channel: Choice | None = None
    choose: list[Choice] = []
    people: Words
    team: list[Host] = []
    usual_ms: int = 0
    delay_ms: int = 0
    closed_days: int = 7
    reopen_ms: int = 0
    open: bool = False
    unread: int = 0
    greeted: bool = False
    greeting: str = ""
    build: str = ""
    """Content hash for the panel's address: /widget/panel.{lang}.js?v={build}."""


class Greeting(Part, kw_only=True):
    """Answers `Greet`. Without `host` the channel's own name greets. `show`: false where the
    window must stay shut after all (an open conversation, greeted already)."""

    show: bool
    channel: Choice | None = None
    host: Host | None = None


class Problem(Part, kw_only=True):
    """Every refused HTTP question: `code` of web/refusals.py, `text` in the person's language, which is `lang`."""

    code: str
    text: str
    lang: str = ""
    after_ms: int = 0


class Boot(Part, kw_only=True):
    """What the console page tells its script (JSON in the page, id="boot")."""

    token: str
    me: Person
    role: Literal["operator", "administrator"]
    lang: Lang
    site: str


class CloseCode:
    """Close codes of both sockets and what the client does then."""

    RESTART = 1012
    """Come back within the drain window."""
    BUSY = 1013
    """Come back with the usual delay."""
    TOO_BIG = 1009
    BAD_FRAME = 4400
    """Do not send that frame again."""
    TOKEN = 4401
    """Fetch a new token once, then stop."""
    FORBIDDEN = 4403
    """Stop."""
    SLOW = 4408
    """Come back and resume."""
    RATE = 4429
    """Come back after the wait told."""


encoder = msgspec.json.Encoder()
visitor_decoder = msgspec.json.Decoder(VisitorFrame)
operator_decoder = msgspec.json.Decoder(OperatorFrame)


class Unfit(msgspec.Struct):
    """A command with a field that is missing, unknown or of the wrong kind."""

    t: str
    rid: Id


UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What a decoder raises at what is no frame."""


_unfit_decoder = msgspec.json.Decoder(Unfit)


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


def encode(frame: Out) -> bytes:
    """One frame as UTF-8 JSON text."""
    return encoder.encode(frame)
