"""The command line: samovar serve | demo | init | invite | migrate | backup | restore."""

import argparse
import asyncio
import os
import secrets
import sys
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from socket import socket as Socket  # noqa: N812
from typing import Any

from samovar.app import create_app
from samovar.domain.accounts import Accounts, EmailTaken, fold_email, is_email
from samovar.domain.directory import Directory
from samovar.domain.rules import NAME
from samovar.serve import listen, prepare_logging, server, why_not
from samovar.settings import BadSetting, Settings, from_environment, unknown_in, write_secret
from samovar.storage import copies
from samovar.storage.address import address
from samovar.storage.database import Database
from samovar.storage.opening import CannotOpen, make_ready
from samovar.storage.tables import utc_now
from samovar.storage.writer import Writer
from samovar.texts import LANGS, Texts
from samovar.web import fields

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
        return _fail(str(error))
    except CannotOpen as error:
        return _fail(_words(f"database.{error.kind}", **error.places))
    except OSError as error:
        if error.filename is None:
            raise
        return _fail(_words("path_trouble", path=error.filename, words=error.strerror))
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


def _fail(words: str) -> int:
    print(words, file=sys.stderr)
    return 2


def _words(key: str, **values: object) -> str:
    """A sentence where no settings could be read: in the language that the environment names."""
    lang = os.environ.get("SAMOVAR_LANG", "ru")
    return TEXTS.get(lang if lang in LANGS else "ru", f"cli.{key}", **values)


def _settings(arguments: argparse.Namespace, **more: Any) -> Settings:
    for name, like in unknown_in(os.environ).items():
        print(_words("ignored" if like else "ignored_unlike", names=name, like=like), file=sys.stderr)
    given = {name: getattr(arguments, name, None) for name in ("data", "port")}
    given["host"] = getattr(arguments, "host", None) or None
    return from_environment(os.environ, **(given | more))


def _say(settings: Settings, key: str, **values: object) -> None:
    print(TEXTS.get(settings.lang, f"cli.{key}", **values), flush=True)


# ---------------------------------------------------------------- commands


def _serve(arguments: argparse.Namespace) -> None:
    settings = _settings(arguments)
    prepare_logging(settings.log_level)
    with closing(_listening(settings)) as socket:
        settings = replace(settings, port=socket.getsockname()[1])
        fresh = _make_folder(settings)
        asyncio.run(_prepared(settings, _first_link if fresh else None))
        house = create_app(settings)
        _say(settings, "serving", url=settings.origin)
        running = server(house, settings)
        running.run(sockets=[socket])
    _say(settings, "stopped")


def _listening(settings: Settings) -> Socket:
    """The address to listen on. Raises Stop, with what to do."""
    try:
        return listen(settings.host, settings.port)
    except OSError as error:
        kind = why_not(error)
        raise Stop(TEXTS.get(settings.lang, f"cli.{kind}", port=settings.port, host=settings.host)) from error


def _demo(arguments: argparse.Namespace) -> None:
    from samovar.demo import run

    run(arguments)


def _init(arguments: argparse.Namespace) -> None:
    settings = _settings(arguments)
    _make_folder(settings)
    _ = settings.keys
    asyncio.run(_prepared(settings, _first_link))


def _invite(arguments: argparse.Namespace) -> None:
    settings = _settings(arguments)
    asyncio.run(_prepared(settings, lambda *parts: _invitation(arguments, *parts)))


def _migrate(arguments: argparse.Namespace) -> None:
    asyncio.run(_prepared(_settings(arguments), None))


def _backup(arguments: argparse.Namespace) -> None:
    settings = _settings(arguments)
    path, to = _sqlite_file(settings), arguments.file
    if to.exists():
        raise Stop(TEXTS.get(settings.lang, "cli.backup_exists", file=to))
    if not path.exists():
        raise Stop(TEXTS.get(settings.lang, "cli.backup_nothing", file=path))
    try:
        copies.backup(path, to, settings.keys, with_secrets=not settings.secret)
    except (copies.NotACopy, copies.Held) as error:
        kind = "busy" if isinstance(error, copies.Held) else "unsound"
        raise Stop(TEXTS.get(settings.lang, f"cli.database.{kind}", name=path)) from None
    _say(settings, "backed_up", file=to)


def _restore(arguments: argparse.Namespace) -> None:
    settings, copy = _settings(arguments), arguments.file
    path = _sqlite_file(settings)
    # First: where they cannot be used, nothing must have changed.
    held = settings.keys if settings.secret or settings.secret_file.exists() else []
    try:
        keys = copies.keys_of(copy)
        before = copies.restore(path, copy)
    except (copies.NotACopy, copies.NewerCopy, copies.InUse) as error:
        kinds = {copies.NotACopy: "unsound", copies.NewerCopy: "newer", copies.InUse: "running"}
        raise Stop(TEXTS.get(settings.lang, f"cli.restore_{kinds[type(error)]}", file=copy)) from None
    _say(settings, "restored" if before else "restored_new", file=copy, before=before)
    _restore_keys(settings, held, keys)


def _restore_keys(settings: Settings, held: Sequence[str], keys: Mapping[str, str | None]) -> None:
    """Visitors are known by signatures: the copy's keys come with it, as old ones where there is a newer."""
    file = settings.secret_file
    known = {copies.fingerprint(key) for key in held}
    missing = {name: key for name, key in keys.items() if name not in known}
    if settings.secret or not keys or not all(missing.values()):
        if missing or not keys:
            _say(settings, "restored_strangers", file=file)
    elif missing:
        write_secret(file, [*(key for key in missing.values() if key), *held])
        _say(settings, "restored_secret", file=file)


# ---------------------------------------------------------------- what they do


def _sqlite_file(settings: Settings) -> Path:
    file = address(settings.database_url).file
    if file is None:
        raise Stop(TEXTS.get(settings.lang, "cli.copies_sqlite"))
    return file


def _make_folder(settings: Settings) -> bool:
    """The data folder with its secret; tells whether it is new."""
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    if settings.secret or settings.secret_file.exists():
        return False
    write_secret(settings.secret_file, [secrets.token_urlsafe(48)])
    return True


Work = Callable[[Settings, Accounts, Directory], Coroutine[Any, Any, None]]


async def _prepared(settings: Settings, work: Work | None) -> None:
    """Migrate, then do one piece of work on the database."""
    database = Database(settings.database_url)
    try:
        await make_ready(database)
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
    email, name = _person(arguments, settings)
    inviter = next((each for each in directory.operators() if each.role == "administrator"), None)
    try:
        secret = await accounts.invite(
            email=email, name=name, channels=_channels(arguments, settings, directory),
            role="administrator" if arguments.administrator else "operator",
            invited_by=inviter.id if inviter else None,
        )  # fmt: skip
    except EmailTaken:
        raise Stop(TEXTS.get(settings.lang, "cli.email_taken", email=email)) from None
    invitation = await accounts.invitation(secret)
    until = invitation.ends_at.astimezone().strftime("%d.%m.%Y %H:%M")
    _say(settings, "invite_link", email=email, until=until)
    print(f"{settings.origin}/invite/{secret}", flush=True)


def _person(arguments: argparse.Namespace, settings: Settings) -> tuple[str, str]:
    """E-mail and name, by the rules of the forms. Raises Stop."""
    email, checked = arguments.email.strip(), fields.Checked()
    if not is_email(fold_email(email)):
        raise Stop(TEXTS.get(settings.lang, "cli.email_bad", email=email[:80]))
    name = fields.name(checked, {"name": arguments.name}, "name", "name") if arguments.name.strip() else ""
    if checked.refusals:
        raise Stop(TEXTS.get(settings.lang, "cli.name_bad", n=NAME))
    return email, name


def _channels(arguments: argparse.Namespace, settings: Settings, directory: Directory) -> list[str]:
    """Ids of channels by name. Raises Stop, with the names there are."""
    named: Sequence[str] = arguments.channel
    by_name = {each.name.casefold(): each.id for each in directory.channels()}
    known = ", ".join(each.name for each in directory.channels())
    unknown = [name for name in named if name.casefold() not in by_name]
    if unknown and known:
        raise Stop(TEXTS.get(settings.lang, "cli.channel_unknown", name=", ".join(unknown), known=known))
    if (not named and not arguments.administrator) or unknown:
        key = "channel_missing" if known else "no_channels"
        raise Stop(TEXTS.get(settings.lang, f"cli.{key}", known=known))
    return [by_name[name.casefold()] for name in named]
