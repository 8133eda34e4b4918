"""The schema comes from its migrations alone, the same on both kinds of database."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Connection, MetaData, Table, create_engine, inspect, text

from clocks import STILL, Time, entries
from house import fill, running
from samovar.storage.engine.database import Database
from samovar.storage.engine.schema import config, differences, migrate
from samovar.storage.tables import Base


async def on(url: str, work: Callable[[Connection], Any]) -> Any:
    """Run something on a plain connection of a database."""
    database = Database(url)
    try:
        if database.sqlite:
            return await asyncio.to_thread(on_file, database, work)
        async with database.reader.begin() as connection:
            return await connection.run_sync(work)
    finally:
        await database.close()


def on_file(database: Database, work: Callable[[Connection], Any]) -> Any:
    engine = create_engine(database.address.sqlite("pysqlite"))
    with engine.begin() as connection:
        found = work(connection)
    engine.dispose()
    return found


async def migrated(url: str) -> None:
    database = Database(url)
    await migrate(database)
    await database.close()


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


async def test_the_migrations_make_every_table_from_nothing(empty: str):
    assert await on(empty, tables) == set()
    await migrated(empty)
    assert await on(empty, tables) == {*Base.metadata.tables, "alembic_version"}


async def test_the_tables_in_the_code_differ_in_nothing_from_the_migrated_ones(empty: str):
    await migrated(empty)
    assert await on(empty, differences) == ""


async def test_a_difference_is_seen(empty: str):
    await migrated(empty)
    await on(empty, lambda connection: connection.execute(text("ALTER TABLE job DROP COLUMN error")))
    assert "error" in await on(empty, differences)


async def test_downgrading_leaves_nothing_behind(empty: str):
    await migrated(empty)
    await on(empty, lambda connection: command.downgrade(config(connection), "base"))
    assert await on(empty, tables) == {"alembic_version"}
    await migrated(empty)
    assert await on(empty, differences) == ""


async def test_migrating_again_changes_nothing(empty: str):
    await fill(empty)
    before = await epoch(empty)
    await migrated(empty)
    assert await epoch(empty) == before
    assert await on(empty, lambda connection: connection.execute(text("SELECT count(*) FROM operator")).scalar()) == 5


ASKING = {
    "fresh": "v1 v2", "answered": "v1 o2", "asks-again": "v1 o2 v3 v4", "reopened": "v1 o2 c3 v4", "noted": "v1 n2",
}  # fmt: skip
ASKED = {
    "fresh": ("v1", 2), "answered": ("", 0), "asks-again": ("v3", 2), "reopened": ("v4", 1), "noted": ("v1", 1),
}  # fmt: skip
KINDS = {
    "v": ("message", "visitor"),
    "o": ("message", "operator"),
    "c": ("closed", "operator"),
    "n": ("note", "operator"),
}


async def test_talks_of_older_versions_know_what_was_asked(empty: str):
    await fill(empty)
    await on(empty, lambda connection: command.downgrade(config(connection), "0004"))
    await on(empty, older)
    await migrated(empty)
    found = await on(empty, lambda it: it.execute(text("SELECT id, question, unanswered FROM conversation")).all())
    assert {row[0]: (row[1], row[2]) for row in found} == ASKED


def older(connection: Connection) -> None:
    """Open talks as a version before wrote them."""
    at = "'2026-01-01 12:00:00'"
    for number, (name, log) in enumerate(ASKING.items()):
        waiting = "NULL" if name == "answered" else at
        connection.execute(
            text(f"""INSERT INTO visitor (id, site_id, name, phone, email, city, city_how, fields, visits,
            created_at, seen_at) VALUES ('{name}', 'site-of-the-shop00', '', '', '', '', '', '{{}}', 1, {at}, {at})""")
        )
        connection.execute(
            text(f"""INSERT INTO conversation (id, site_id, channel_id, visitor_id, number, ccid, origin,
            state, lock, rev, offer_note, last_seq, visible_seq, last_text, last_side, last_message_seq,
            unread_operator, unread_visitor, opened_at, waiting_at, updated_at)
            VALUES ('{name}', 'site-of-the-shop00', 'channel-moscow-0000', '{name}', {number}, 'c', 'incoming',
            'waiting', 0, 0, '', 0, 0, '', '', 0, 0, 0, {at}, {waiting}, {at})""")
        )
        for entry in log.split():
            kind, author = KINDS[entry[0]]
            connection.execute(
                text(f"""INSERT INTO entry (conversation_id, seq, kind, author, audience, body, data, at)
                VALUES ('{name}', {entry[1]}, '{kind}', '{author}', 'all', '{entry}', '{{}}', {at})""")
            )


async def test_what_waits_in_a_database_of_before_the_timers_is_still_waited_for(empty: str, tmp_path: Path):
    """An offer expires, who is kept for nobody calls everybody, and talks of an owner who is gone come back."""
    await fill(empty)
    await on(empty, lambda connection: command.downgrade(config(connection), "0006"))
    await on(empty, waiting_talks)
    await migrated(empty)
    async with running(tmp_path, empty, filled=False, spans=STILL) as at:
        time = Time(at)
        await time.passes(1)
        await time.passes(121)
        happened = {name: [entry[2] for entry in await entries(at, name)] for name in TALKS_OF_BEFORE}
    assert happened == {
        "offered": ["expired", "owner_offline"], "asked": ["owner_offline"], "answered": [], "kept": ["kept_away"],
        "anybody": [], "closed": [],
    }  # fmt: skip


LONG_AGO = datetime(2026, 1, 1, 12, tzinfo=UTC)
ANNAS = {"last_owner_id": "operator-anna-000"}
HELD = {"state": "held", "owner_id": "operator-anna-000"} | ANNAS
OFFERED = HELD | {"offered_to": "operator-ivan-000", "offered_at": LONG_AGO}
WAITS = {"waiting_at": LONG_AGO}
TALKS_OF_BEFORE = {
    "offered": OFFERED | WAITS, "asked": HELD | WAITS, "answered": HELD, "kept": ANNAS | WAITS | {"state": "waiting"},
    "anybody": WAITS | {"state": "waiting"}, "closed": ANNAS | {"state": "closed", "closed_at": LONG_AGO},
}  # fmt: skip


def waiting_talks(connection: Connection) -> None:
    """Some for which the clock waits, and some for which it does not."""
    for number, (name, values) in enumerate(TALKS_OF_BEFORE.items()):
        put(connection, "visitor", id=name, site_id="site-of-the-shop00", name="", phone="", email="", city="",
            city_how="", fields="{}", visits=1, created_at=LONG_AGO, seen_at=LONG_AGO)  # fmt: skip
        put(connection, "conversation", id=name, site_id="site-of-the-shop00", channel_id="channel-moscow-0000",
            visitor_id=name, number=number, ccid="c", origin="incoming", lock=0, rev=0, offer_note="", last_seq=0,
            visible_seq=0, last_text="", last_side="", last_message_seq=0, unread_operator=0, unread_visitor=0,
            opened_at=LONG_AGO, updated_at=LONG_AGO, **values)  # fmt: skip


async def epoch(url: str) -> str:
    database = Database(url)
    try:
        return await database.epoch()
    finally:
        await database.close()


async def test_old_numbers_that_counted_up_become_labels(empty: str):
    """Whoever has noted one down of old finds no traffic in it any more; back down, new ones go on above."""
    await on(empty, lambda connection: command.upgrade(config(connection), "0002"))
    await on(empty, talks_of_old)
    await migrated(empty)
    numbers = await on(empty, lambda connection: connection.execute(text("SELECT number FROM conversation")).all())
    labels = [number for (number,) in numbers]
    assert len(set(labels)) == TALKS and {len(str(each)) for each in labels} == {7}
    assert await on(empty, differences) == ""
    await on(empty, lambda connection: command.downgrade(config(connection), "0002"))
    last = await on(empty, lambda connection: connection.execute(text("SELECT last_number FROM site")).scalar())
    assert last == max(labels)


TALKS = 20


def talks_of_old(connection: Connection) -> None:
    """As many conversations as a site had counted."""
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    put(connection, "site", id="site", key="k", name="s", origins="[]", lang="", languages="[]", settings="{}",
        last_number=TALKS, created_at=at)  # fmt: skip
    put(connection, "channel", id="channel", site_id="site", name="c", time_zone="UTC", fallback=True, position=0,
        created_at=at)  # fmt: skip
    for n in range(1, TALKS + 1):
        put(connection, "visitor", id=f"v{n}", site_id="site", name="", phone="", email="", city="", city_how="",
            fields="{}", visits=1, created_at=at, seen_at=at)  # fmt: skip
        put(connection, "conversation", id=f"c{n}", site_id="site", channel_id="channel", visitor_id=f"v{n}",
            number=n, ccid="c", origin="incoming", state="waiting", lock=0, rev=0, offer_note="", last_seq=0,
            visible_seq=0, last_text="", last_side="", last_message_seq=0, unread_operator=0, unread_visitor=0,
            opened_at=at, updated_at=at)  # fmt: skip


def put(connection: Connection, table: str, **values: Any) -> None:
    into = Table(table, MetaData(), autoload_with=connection)
    known = {key: json.loads(value) if value in ("[]", "{}") else value for key, value in values.items()}
    connection.execute(into.insert().values(known))
