"""What commands have in common: their settings, the data folder, a database that is up to date."""

import argparse
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Any

from samovar import keys as signing
from samovar.cli.words import say, stop, words
from samovar.domain.channels.directory import Directory
from samovar.domain.people.accounts import Accounts
from samovar.domain.people.passwords import Passwords
from samovar.environment import from_environment, unknown_in
from samovar.settings import Settings
from samovar.storage.engine.address import address
from samovar.storage.engine.backup import fingerprint
from samovar.storage.engine.database import Database
from samovar.storage.engine.opening import make_ready
from samovar.storage.engine.writer import Writer
from samovar.storage.tables import utc_now
from samovar.texts.telling import tell

Work = Callable[[Settings, Accounts, Directory], Coroutine[Any, Any, None]]


def nothing_more(command: argparse.ArgumentParser) -> None:
    """A command that asks for nothing but the data folder."""


def ask_where_to_listen(command: argparse.ArgumentParser) -> None:
    """Host and port."""
    command.add_argument("--host", help="address to listen on (SAMOVAR_HOST)")
    command.add_argument("--port", type=int, help="port to listen on (SAMOVAR_PORT)")


def settings_of(arguments: argparse.Namespace) -> Settings:
    """Of the arguments, then of the environment; what there looks like a setting and is none is named."""
    for name, like in unknown_in(os.environ).items():
        tell(words("ignored" if like else "ignored_unlike", names=name, like=like), to=sys.stderr)
    given = {name: getattr(arguments, name, None) for name in ("data", "port")}
    return from_environment(os.environ, **given, host=getattr(arguments, "host", None) or None)


def make_folder(settings: Settings) -> bool:
    """The data folder with its secret; tells whether it is new."""
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    return not settings.secret and signing.make(settings.secret_file)


def sqlite_file(settings: Settings) -> Path:
    """The database's file. Raises Stop where it is none."""
    file = address(settings.database_url).file
    if file is None:
        raise stop(settings, "copies_sqlite")
    return file


def require_house(settings: Settings) -> None:
    """Nothing is looked for, nor made, in a folder that was named by mistake. Raises Stop."""
    file = address(settings.database_url).file
    if file and not file.exists():
        raise stop(settings, "no_house", folder=file.parent.absolute(), name=file.name)


@contextlib.asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[tuple[Database, Writer, Directory]]:
    """The database, up to date, and what works on it."""
    database = Database(settings.database_url)
    try:
        await make_ready(database)
        writer, directory = Writer(database), Directory(database)
        await directory.refresh()
        writer.start()
        yield database, writer, directory
        await writer.stop()
    finally:
        await database.close()


async def prepared(settings: Settings, work: Work | None) -> None:
    """Migrate, then do one piece of work on the database."""
    async with opened(settings) as (database, writer, directory):
        if work is not None:
            await work(settings, Accounts(database, writer, directory, utc_now, Passwords(), settings.keys), directory)


async def first_link(settings: Settings, accounts: Accounts, directory: Directory) -> None:
    """Print the link of the first administrator, where there is none yet."""
    if directory.operators():
        say(settings, "setup_used")
        return
    secret = await accounts.invite(email="", name="", role="administrator", channels=[])
    say(settings, "setup_link", url=f"{settings.origin}/setup/{secret}")


def keys_held(settings: Settings) -> list[str]:
    """The signing keys there are; before there are any, none."""
    return settings.keys if settings.secret or settings.secret_file.exists() else []


def take_keys(settings: Settings, held: Sequence[str], keys: Mapping[str, str | None]) -> None:
    """Visitors are known by signatures: a copy's keys come with it, as old ones where there is a newer."""
    file = settings.secret_file
    known = {fingerprint(key) for key in held}
    missing = {name: key for name, key in keys.items() if name not in known}
    if settings.secret or not keys or not all(missing.values()):
        if missing or not keys:
            say(settings, "restored_strangers", file=file)
    elif missing:
        signing.write(file, [*(key for key in missing.values() if key), *held])
        say(settings, "restored_secret", file=file)
