"""Who reads, what there is to read, and the table of which reader gets which field."""

import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, get_args, get_type_hints

import msgspec

from samovar.domain.channels.directory import Directory
from samovar.domain.reading.card import Found, find
from samovar.domain.reading.colleagues import Colleagues
from samovar.domain.reading.library import Access, Library, access
from samovar.domain.reading.operator import OperatorReader
from samovar.domain.reading.views import Rows
from samovar.domain.reading.visitor import VisitorReader
from samovar.live.hub import Hub
from samovar.live.presence import Presence
from samovar.model.conversation import Conversation, Entry
from samovar.model.people import Operator, Visitor
from samovar.storage import tables
from samovar.storage.engine.database import Database
from samovar.storage.queries import conversations, lists
from samovar.storage.queries.people import Roll, roll, stored_roll
from samovar.web import wire
from samovar.web.present.presenter import Presenter
from samovar.web.present.roster import Roster
from talks import ANNA, EARLIER, FAINA, IVAN, LENA, MARINA, MARY, NOW, PAUL, TIMUR, closed, held, waiting

OLGA = Operator("olga", "operator", frozenset({"moscow"}))

READERS: dict[str, Operator | Visitor] = {
    "V": MARY, "S": PAUL, "O": ANNA, "C": OLGA, "T": IVAN, "E": TIMUR, "F": FAINA, "L": LENA, "A": MARINA,
}  # fmt: skip
"""The visitor; another one, a stranger to them; the owner; a colleague of the channel; to whom it is offered;
an operator and a senior elsewhere; a senior of the channel; an administrator."""

# Every field of these is filled: what does not come through was left out on purpose.
CONTENT: dict[str, Any] = {
    "guest_name": "Мария", "guest_city": "Москва", "guest_source": "yandex", "guest_visits": 3, "question": "Когда?",
    "unanswered": 2, "unread_visitor": 1, "unread_operator": 1, "origin": "invited", "waiting_at": EARLIER,
    "last_text": "Здравствуйте", "last_at": EARLIER, "seen_visitor": 1, "seen_operator": 1,
}  # fmt: skip
TALKS: dict[str, Conversation] = {
    "held": held(
        offered_to="ivan", offered_at=NOW, offer_note="Ваш", offered_by="anna", returned_by="ivan",
        returned_how="declined", **CONTENT,
    ),
    "waiting": waiting(last_owner_id="anna", **CONTENT),
    "closed": closed(**(CONTENT | {"waiting_at": None})),
}  # fmt: skip

ROW: dict[str, tuple[str, str, str]] = {
    # held and offered, waiting, closed
    "conv": ("VOCTLA", "VOCTLA", "VOCTLA"),
    "number": ("VOCTLA", "VOCTLA", "VOCTLA"),
    "rev": ("VOCTLA", "VOCTLA", "VOCTLA"),
    "state": ("VOCTLA", "VOCTLA", "VOCTLA"),
    "channel": ("VOCTLA", "VOCTLA", "VOCTLA"),
    "owner": ("VOCTLA", "VOCTLA", "VOCTLA"),
    "opened": ("VOCTLA", "VOCTLA", "VOCTLA"),
    "updated": ("VOCTLA", "VOCTLA", "VOCTLA"),
    "closed": ("", "", "VOCTLA"),
    "locked": ("C", "", "CT"),
    "seq": ("VOTLA", "VOCTLA", "VOLA"),
    "lock": ("OTLA", "OCTLA", "OLA"),
    "prefer": ("", "OCTLA", ""),
    "question": ("OTLA", "OCTLA", "OLA"),
    "unanswered": ("OTLA", "OCTLA", "OLA"),
    "unread": ("VOTLA", "VOCTLA", "VOLA"),
    "origin": ("OTLA", "OCTLA", "OLA"),
    "waiting": ("OTLA", "VOCTLA", ""),
    "last.seq": ("VOTLA", "VOCTLA", "VOLA"),
    "last.kind": ("VOTLA", "VOCTLA", "VOLA"),
    "last.by": ("VOTLA", "VOCTLA", "VOLA"),
    "last.ts": ("VOTLA", "VOCTLA", "VOLA"),
    "last.body": ("VOTLA", "VOCTLA", "VOLA"),
    "last.prev": ("", "", ""),
    "last.data": ("", "", ""),
    "last.cid": ("", "", ""),
    "visitor.name": ("OCTLA", "OCTLA", "OCTLA"),
    "visitor.city": ("OTLA", "OCTLA", "OLA"),
    "visitor.city_latin": ("OTLA", "OCTLA", "OLA"),
    "visitor.source": ("OTLA", "OCTLA", "OLA"),
    "visitor.visits": ("OTLA", "OCTLA", "OLA"),
    "visitor.here": ("OTLA", "OCTLA", "OLA"),
    "offer.by": ("OTLA", "", ""),
    "offer.to": ("OTLA", "", ""),
    "offer.note": ("OTLA", "", ""),
    "offer.until": ("OTLA", "", ""),
    "returned.by": ("OTLA", "", ""),
    "returned.to": ("OTLA", "", ""),
    "returned.how": ("OTLA", "", ""),
}
CARD_FIELDS = (
    "rid", "conv", "visitor", "name", "phone", "email", "city", "city_latin", "city_how", "city_by", "visits",
    "visit.started", "visit.referrer", "visit.source", "visit.utm", "visit.device", "visit.on_site_ms", "visit.here",
    "visit.pages.url", "visit.pages.title", "visit.pages.at", "visit.pages.ms",
)  # fmt: skip
CARD: dict[str, tuple[str, str, str]] = {
    **dict.fromkeys(CARD_FIELDS, ("OLA", "LA", "OLA")),
    # Earlier talks are those that the reader of the card may read: as the closed one above.
    **{f"earlier.{field}": ("OLA", "LA", "OLA") if "O" in cells[2] else ("", "", "") for field, cells in ROW.items()},
}
EVENT: dict[str, tuple[str, str]] = {
    # what all may read, what operators write to each other: of the held talk
    "conv": ("VOLA", "OLA"),
    "e.seq": ("VOLA", "OLA"),
    "e.prev": ("V", ""),
    "e.kind": ("VOLA", "OLA"),
    "e.by": ("VOLA", "OLA"),
    "e.ts": ("VOLA", "OLA"),
    "e.body": ("VOLA", "OLA"),
    "e.data": ("VOLA", "OLA"),
    "e.cid": ("VOLA", "OLA"),
}
SIGNAL: dict[str, str] = {
    # who hears of it who follows the held talk, or has it in a list
    "typing of the visitor": "OCTEFLA",
    "typing of an operator": "VS",
    "page": "OCTEFLA",
    "here": "OTLA",
}
COLLEAGUE: dict[str, tuple[str, str]] = {
    # what operators get of Olga, who answers in Moscow and in another city, which not all of them know
    **dict.fromkeys(
        ("id", "name", "latin", "photo", "grammar", "role", "title", "title_latin", "presence", "why"), ("OCTLA", "")
    ),
    "channels": ("OCTLA", "A"),
}


class Stored(Database):
    """A database that has these things in it."""

    def __init__(self, talk: Conversation, entries: Sequence[Entry] = ()) -> None:
        self.talk = talk
        self.entries = entries

    async def read(self, query: Any, *args: Any, **wanted: Any) -> Any:
        talk = self.talk
        if query is stored_roll:
            return ["these"]
        if query is roll:
            return Roll(
                sites={"site": tables.Site(id="site", key="k", name="Ольха")},
                channels={
                    name: tables.Channel(id=name, site_id="site", name=name) for name in ("moscow", "kazan", "tver")
                },
                operators={name: colleague(name) for name in ("anna", "ivan", "olga", "timur", "marina")},
                memberships={
                    "anna": frozenset({"moscow"}), "ivan": frozenset({"moscow"}), "timur": frozenset({"kazan"}),
                    "olga": frozenset({"moscow", "tver"}),
                },
            )  # fmt: skip
        if query is access:
            return [Access(talk, talk.owner_id) for _ in args[0]]
        if query is conversations.load:
            return {talk.id: talk}
        if query is lists.of_visitors:
            return [[talk] for _ in args[0]]
        if query is lists.page:
            # What the question does not ask for does not come: that the database keeps to it, tests/storage says.
            channels, visitor = wanted.get("channels"), wanted.get("visitor")
            return [talk] if visitor == talk.visitor_id or talk.channel_id in (channels or ()) else []
        if query is find:
            return found(talk)
        assert query in (lists.counts, lists.waiting_visitors)
        return []


def colleague(name: str) -> tables.Operator:
    """With nothing left at its default."""
    return tables.Operator(
        id=name, name=name, email=f"{name}@olha.example", latin=name, photo_id="face", grammar="she", title="Мастер",
        title_latin="Master", why="обед", role="administrator" if name in ("marina", "olga") else "operator",
    )  # fmt: skip


def found(talk: Conversation) -> Found:
    visitor = tables.Visitor(
        id=talk.visitor_id, site_id="site", name="Мария", phone="+7", email="m@x.example", city="Москва",
        city_how="operator", city_by="anna", visits=3,
    )  # fmt: skip
    visit = tables.Visit(
        id="visit", visitor_id=talk.visitor_id, client_id="c", started_at=EARLIER, seen_at=EARLIER, referrer="r",
        source="yandex", utm={"source": "y"}, device="Телефон",
    )  # fmt: skip
    pages = [tables.PageView(visit_id="visit", url="u", title="t", at=at) for at in (NOW, NOW - timedelta(seconds=5))]
    return Found(visitor, visit, pages, [TALKS["closed"]])


class House:
    """One reader before one conversation, and the frames that come of it."""

    def __init__(self, reader: str, talk: Conversation) -> None:
        self.person = READERS[reader]
        self.database = Stored(talk)
        self.directory = Directory(self.database)
        operators, visitors = Presence(), Presence()
        operators.renew("anna", "tab")
        operators.renew("olga", "tab")
        visitors.renew("mary", "tab")
        self.rows = Rows(self.directory, operators, visitors, lambda: EARLIER + timedelta(seconds=30))
        self.library = Library(self.database, self.directory, self.rows, visitors, lambda: NOW)
        self.presenter = Presenter(self.directory, self.rows)
        self.roster = Roster(Colleagues(self.directory, operators, lambda: NOW), Hub())
        self.reader: OperatorReader | VisitorReader
        if isinstance(self.person, Operator):
            self.reader = OperatorReader(self.library, self.person)
        else:
            self.reader = VisitorReader(self.library, self.person)
        self.frames: list[bytes] = []

    def told(self) -> list[dict[str, Any]]:
        return [json.loads(frame) for frame in self.frames]


async def house(reader: str, talk: Conversation) -> House:
    made = House(reader, talk)
    await made.directory.refresh()
    return made


def fields_of(struct: type[msgspec.Struct], prefix: str = "") -> Iterator[str]:
    """Every field a frame can have, and those of its pieces. What is said of a person is public."""
    hints = get_type_hints(struct)
    for field in msgspec.structs.fields(struct):
        name = prefix + field.encode_name
        inner = piece_of(hints[field.name])
        if inner is None or inner is wire.Person:
            yield name
        else:
            yield from fields_of(inner, f"{name}.")


def piece_of(hint: Any) -> type[msgspec.Struct] | None:
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return hint
    return next((found for each in get_args(hint) if (found := piece_of(each))), None)


def told_fields(struct: type[msgspec.Struct], frame: dict[str, Any] | None) -> set[str]:
    """Those that tell something in a frame. Zero, false and nothing are no news."""
    return {name for name in fields_of(struct) if frame and tells(frame, name.split("."))}


def tells(piece: Any, path: list[str]) -> bool:
    if isinstance(piece, list):
        return any(tells(each, path) for each in piece)
    if not path:
        return bool(piece)
    return isinstance(piece, dict) and tells(piece.get(path[0]), path[1:])


def expected(table: dict[str, Any], column: int, reader: str) -> set[str]:
    return {field for field, cells in table.items() if reader in cells[column]}
