"""The command line: samovar serve | demo | init | invite | migrate | backup | restore."""

import argparse
import asyncio
import os
import secrets
import sys
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from samovar.app import create_app
from samovar.domain.accounts import Accounts, fold_email, is_email
from samovar.domain.directory import Directory
from samovar.serve import listen, prepare_logging, server
from samovar.settings import BadSetting, Settings, from_environment
from samovar.storage import copies
from samovar.storage.database import Database
from samovar.storage.schema import migrate
from samovar.storage.tables import utc_now
from samovar.storage.writer import Writer
from samovar.texts import Texts

TEXTS = Texts.load()


class Stop(Exception):
    """The command cannot go on; the text says what to do."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    arguments = _parser().parse_args(argv)
    try:
        run: Callable[[argparse.Namespace], None] = arguments.run
        run(arguments)
    except (BadSetting, Stop) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="samovar", description="Live chat that a company hosts itself.")
    commands = parser.add_subparsers(required=True, metavar="command")
    for name, run, words in (
        ("serve", _serve, "run the server"),
        ("demo", _demo, "run a kitchen maker's shop and console with demo people, in a folder of its own"),
        ("init", _init, "make the data folder and print the one-time link of the first administrator"),
        ("invite", _invite, "print an invitation link for a colleague"),
        ("migrate", _migrate, "bring the database up to date and exit"),
        ("backup", _backup, "copy the SQLite database into a file, while the server runs"),
        ("restore", _restore, "put such a copy in the place of the database, while the server does not run"),
    ):
        command = commands.add_parser(name, help=words, description=words)
        command.set_defaults(run=run)
        command.add_argument("--data", type=Path, help="data folder (SAMOVAR_DATA)")
        if name in ("serve", "demo"):
            command.add_argument("--host", help="address to listen on (SAMOVAR_HOST)")
            command.add_argument("--port", type=int, help="port to listen on (SAMOVAR_PORT)")
        if name == "demo":
            command.add_argument("--shop-port", type=int, default=8001, help="port of the shop")
        if name in ("backup", "restore"):
            command.add_argument("file", type=Path)
        if name == "invite":
            command.add_argument("email")
            command.add_argument("--name", default="")
            command.add_argument("--administrator", action="store_true")
            command.add_argument("--channel", action="append", default=[], help="name of a channel; may repeat")
    return parser


def _settings(arguments: argparse.Namespace, **more: Any) -> Settings:
    given = {name: getattr(arguments, name, None) for name in ("data", "host", "port")}
    return from_environment(os.environ, **(given | more))


def _say(settings: Settings, key: str, **values: object) -> None:
    print(TEXTS.get(settings.lang, f"cli.{key}", **values), flush=True)


# ---------------------------------------------------------------- commands


def _serve(arguments: argparse.Namespace) -> None:
    settings = _settings(arguments)
    prepare_logging(settings.log_level)
    fresh = _make_folder(settings)
    asyncio.run(_prepared(settings, _first_link if fresh else None))
    house = create_app(settings)
    try:
        socket = listen(settings.host, settings.port)
    except OSError as error:
        raise Stop(TEXTS.get(settings.lang, "cli.port_busy", port=settings.port)) from error
    _say(settings, "serving", url=settings.url)
    running = server(house, settings)
    running.run(sockets=[socket])
    _say(settings, "stopped")


def _demo(arguments: argparse.Namespace) -> None:
    from samovar.demo import run

    run(arguments)


def _init(arguments: argparse.Namespace) -> None:
    settings = _settings(arguments)
    _make_folder(settings)
    asyncio.run(_prepared(settings, _first_link))


def _invite(arguments: argparse.Namespace) -> None:
    settings = _settings(arguments)
    asyncio.run(_prepared(settings, lambda *parts: _invitation(arguments, *parts)))


def _migrate(arguments: argparse.Namespace) -> None:
    asyncio.run(_prepared(_settings(arguments), None))


def _backup(arguments: argparse.Namespace) -> None:
    settings = _settings(arguments)
    path = _sqlite_file(settings)
    if arguments.file.exists():
        raise Stop(TEXTS.get(settings.lang, "cli.backup_exists", file=arguments.file))
    copies.backup(path, arguments.file)
    _say(settings, "backed_up", file=arguments.file)


def _restore(arguments: argparse.Namespace) -> None:
    settings = _settings(arguments)
    try:
        before = copies.restore(_sqlite_file(settings), arguments.file)
    except copies.NotACopy:
        raise Stop(TEXTS.get(settings.lang, "cli.restore_unsound", file=arguments.file)) from None
    except copies.InUse:
        raise Stop(TEXTS.get(settings.lang, "cli.restore_running")) from None
    _say(settings, "restored", file=arguments.file, before=before)


# ---------------------------------------------------------------- what they do


def _sqlite_file(settings: Settings) -> Path:
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise Stop(TEXTS.get(settings.lang, "cli.copies_sqlite"))
    return Path(url.database)


def _make_folder(settings: Settings) -> bool:
    """The data folder with its secret; tells whether it is new."""
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    secret = settings.data / "secret"
    if settings.secret or secret.exists():
        return False
    secret.touch(mode=0o600)
    secret.write_text(secrets.token_urlsafe(48) + "\n", "utf-8")
    return True


Work = Callable[[Settings, Accounts, Directory], Coroutine[Any, Any, None]]


async def _prepared(settings: Settings, work: Work | None) -> None:
    """Migrate, then do one piece of work on the database."""
    database = Database(settings.database_url)
    try:
        await migrate(database)
        if work is not None:
            writer, directory = Writer(database), Directory(database)
            await directory.refresh()
            writer.start()
            await work(settings, Accounts(database, writer, directory, utc_now), directory)
            await writer.stop()
    finally:
        await database.close()


async def _first_link(settings: Settings, accounts: Accounts, directory: Directory) -> None:
    if directory.operators():
        _say(settings, "setup_used")
        return
    secret = await accounts.invite(email="", name="", role="administrator", channels=[])
    _say(settings, "setup_link", url=f"{settings.origin}/setup/{secret}")


async def _invitation(
    arguments: argparse.Namespace, settings: Settings, accounts: Accounts, directory: Directory
) -> None:
    if not directory.operators():
        raise Stop(TEXTS.get(settings.lang, "cli.needs_setup"))
    if not is_email(fold_email(arguments.email)):
        raise Stop(TEXTS.get(settings.lang, "pages.errors.email_bad"))
    by_name = {each.name.casefold(): each for each in directory.channels()}
    unknown = [name for name in arguments.channel if name.casefold() not in by_name]
    if unknown or not (arguments.channel or arguments.administrator):
        known = ", ".join(each.name for each in directory.channels())
        raise Stop(TEXTS.get(settings.lang, "cli.channel_unknown", name=", ".join(unknown), known=known))
    inviter = next((each for each in directory.operators() if each.role == "administrator"), None)
    secret = await accounts.invite(
        email=arguments.email, name=arguments.name,
        channels=[by_name[name.casefold()].id for name in arguments.channel],
        role="administrator" if arguments.administrator else "operator", invited_by=inviter.id if inviter else None,
    )  # fmt: skip
    invitation = await accounts.invitation(secret)
    until = invitation.ends_at.astimezone().strftime("%d.%m.%Y %H:%M")
    _say(settings, "invite_link", email=arguments.email, until=until)
    print(f"{settings.origin}/invite/{secret}", flush=True)
