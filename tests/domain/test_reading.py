"""Who gets which field of what: one table for rows, one for cards, one for entries.

Its lines are the fields of the frames. A new field is told to nobody before it has been put down here.
"""

import json
from typing import Any

import msgspec
import pytest

from readers import (
    CARD,
    COLLEAGUE,
    CONTENT,
    EVENT,
    READERS,
    ROW,
    SIGNAL,
    TALKS,
    House,
    expected,
    fields_of,
    house,
    told_fields,
)
from samovar.domain.conversation.publish import Change, Row
from samovar.domain.delivery.state import DeliveryState
from samovar.domain.reading.lists import Wanted
from samovar.domain.reading.operator import OperatorReader
from samovar.domain.reading.visitor import VisitorReader
from samovar.live.signals import Signal
from samovar.model.conversation import Conversation, Entry
from samovar.model.errors import Refused
from samovar.model.people import Operator
from samovar.web import wire
from samovar.web.connection.subscriptions import Subscriptions
from samovar.web.operator.queries import Queries
from talks import NOW, held

OLGA = Operator("olga", "operator", frozenset({"moscow"}))


@pytest.mark.parametrize(
    ("struct", "table"), [(wire.Row, ROW), (wire.Card, CARD), (wire.Ev, EVENT), (wire.Colleague, COLLEAGUE)]
)
def test_every_field_is_in_the_table(struct: type[msgspec.Struct], table: dict[str, Any]):
    assert set(table) == set(fields_of(struct))


# ---------------------------------------------------------------- rows


async def asked_row(at: House) -> dict[str, Any] | None:
    """As it stands in a list."""
    wanted = Wanted(state="all", limit=50, before=None)
    rows = at.presenter.rows((await at.reader.page(wanted)).rows)
    return json.loads(wire.encode(wire.Summary(row=rows[0])))["row"] if rows else None


def heard_row(at: House, talk: Conversation) -> dict[str, Any] | None:
    """As it is told when it has changed so that everybody hears of it."""
    entry = entry_of("closed", "all")
    change = Change(talk, [entry])
    if isinstance(at.reader, VisitorReader):
        at.reader.first_of(change)
    row = Row(talk, change.entries)
    view = at.reader.view_of(row)
    if view is None or view == "gone":
        return None
    return json.loads(at.presenter.summary(row, view))["row"]  # type: ignore[no-any-return]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(("column", "state"), list(enumerate(TALKS)))
async def test_a_row_in_a_list_tells_each_reader_what_the_table_says(reader: str, column: int, state: str):
    at = await house(reader, TALKS[state])
    # The owner and whoever is offered it find it in their channel too.
    assert told_fields(wire.Row, await asked_row(at)) == expected(ROW, column, reader)


@pytest.mark.parametrize("reader", [each for each in READERS if each != "S"])
@pytest.mark.parametrize(("column", "state"), list(enumerate(TALKS)))
async def test_a_row_that_has_changed_tells_the_same(reader: str, column: int, state: str):
    at = await house(reader, TALKS[state])
    assert told_fields(wire.Row, heard_row(at, TALKS[state])) == expected(ROW, column, reader)


async def test_whoever_was_offered_it_in_vain_gets_the_locked_row_again():
    talk = held(**CONTENT)
    at = await house("T", talk)
    row = Row(talk, [entry_of("transferred", "operators", {"step": "declined", "to": "ivan"})])
    view = at.reader.view_of(row)
    assert view == "returned"
    told = json.loads(at.presenter.summary(row, view))["row"]
    assert told_fields(wire.Row, told) == expected(ROW, 0, "C")


# ---------------------------------------------------------------- cards


async def card(at: House) -> dict[str, Any] | None:
    if isinstance(at.reader, VisitorReader):
        return None
    queries = Queries(at.presenter, at.reader, at.frames.append)
    try:
        await queries.card(wire.Look(rid="r" * 16, conv="talk"))
    except Refused:
        return None
    return at.told()[0]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(("column", "state"), list(enumerate(TALKS)))
async def test_a_card_is_for_whoever_reads_the_conversation(reader: str, column: int, state: str):
    at = await house(reader, TALKS[state])
    assert told_fields(wire.Card, await card(at)) == expected(CARD, column, reader)


# ---------------------------------------------------------------- entries


def entry_of(kind: str, audience: str, data: dict[str, Any] | None = None) -> Entry:
    return Entry(
        conversation_id="talk", seq=5, kind=kind, author="operator", author_id="anna", at=NOW, audience=audience,
        body="Здравствуйте", data=data or {"reason": "released"}, cid="one-cid-of-them-0", prev=3,
    )  # fmt: skip


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(("column", "audience"), [(0, "all"), (1, "operators")])
async def test_an_entry_is_for_whoever_reads_the_conversation(reader: str, column: int, audience: str):
    talk = TALKS["held"]
    at = await house(reader, talk)
    following = Subscriptions(at.presenter, at.frames.append, at.reader.notes, DeliveryState())
    try:
        opened = await at.reader.open("talk")
    except Refused:
        opened = None
    if opened:
        following.start(opened.log, 4 if at.reader.notes else 3)
    following.on_change(Change(talk, [entry_of("released", audience)]))
    told = at.told()
    assert told_fields(wire.Ev, told[0] if told else None) == expected(EVENT, column, reader)


@pytest.mark.parametrize(("kind", "read"), [("closed", True), ("reopened", False), ("message", False)])
async def test_a_talk_claimed_and_closed_in_one_breath_is_read_by_whose_it_was(kind: str, read: bool):
    """Its owner's console has not followed it: by the time it is told of the claim, the talk is closed."""
    over = msgspec.structs.replace(TALKS["held"], state="closed", owner_id=None, last_owner_id="anna")
    for person, theirs in (("anna", True), ("ivan", False)):
        at = await house("O", over)
        reader = OperatorReader(at.library, Operator(person, "operator", frozenset(("moscow",))))
        assert (reader.own(over, [entry_of(kind, "all")]) is not None) is (read and theirs)


# ---------------------------------------------------------------- signals


SIGNALS = {
    "typing of the visitor": Signal("typing", "talk", "visitor", "mary"),
    "typing of an operator": Signal("typing", "talk", "operator", "anna"),
    "page": Signal("page", "talk", "visitor", "mary"),
    "here": Signal("here", "talk", "visitor", "mary", TALKS["held"]),
}


@pytest.mark.parametrize("reader", READERS)
async def test_a_signal_is_for_those_whom_it_concerns(reader: str):
    at = await house(reader, TALKS["held"])
    if isinstance(at.reader, OperatorReader):
        heard = {name for name, signal in SIGNALS.items() if at.reader.hears(signal, followed=True)}
        assert not any(at.reader.hears(each, followed=False) for name, each in SIGNALS.items() if name != "here")
    else:
        heard = {name for name, signal in SIGNALS.items() if at.reader.hears(signal)}
    assert heard == {name for name, readers in SIGNAL.items() if reader in readers}


# ---------------------------------------------------------------- colleagues


@pytest.mark.parametrize("reader", [each for each, person in READERS.items() if isinstance(person, Operator)])
async def test_a_colleague_is_known_where_they_share_a_channel(reader: str):
    at = await house(reader, TALKS["held"])
    assert isinstance(at.person, Operator)
    people = json.loads(at.roster.frame(at.person))["people"]
    olga = next((each for each in people if each["id"] == "olga"), {})
    assert told_fields(wire.Colleague, olga) == expected(COLLEAGUE, 0, reader)
    assert ("tver" in olga.get("channels", [])) == (reader in COLLEAGUE["channels"][1])
