"""samovar password EMAIL: the way back in, for whoever has lost every other."""

import argparse
import asyncio

from samovar.cli.prepare import opened, require_house, settings_of
from samovar.cli.words import say, stop
from samovar.domain.channels.directory import Directory
from samovar.domain.people.new_passwords import NewPasswords
from samovar.domain.people.passwords import Passwords
from samovar.domain.people.providers import Providers
from samovar.domain.people.second_factor import SecondFactor
from samovar.domain.people.sessions import Sessions
from samovar.live.hub import Hub
from samovar.model.email import fold_email
from samovar.sealing import Seal
from samovar.settings import Settings
from samovar.storage.engine.database import Database
from samovar.storage.engine.writer import Writer
from samovar.storage.tables import Operator, utc_now

HELP = "print a link to a new password, and let passwords in again"


def ask(command: argparse.ArgumentParser) -> None:
    """Whose."""
    command.add_argument("email")
    command.add_argument("--without-code", action="store_true", help="switch the second factor off, too")


def run(arguments: argparse.Namespace) -> None:
    """Once, or again for another link."""
    settings = settings_of(arguments)
    require_house(settings)
    asyncio.run(_let_back_in(arguments, settings))


async def _let_back_in(arguments: argparse.Namespace, settings: Settings) -> None:
    async with opened(settings) as (database, writer, directory):
        who = _whose(arguments, settings, directory)
        await _passwords_on(settings, Providers(database, writer))
        if arguments.without_code:
            # Nothing sealed is opened for that: the key may be what was lost.
            await SecondFactor(database, writer, utc_now, Seal(())).switch_off(who.id, by=None)
            say(settings, "without_code", email=who.email)
        secret = await _new_passwords(database, writer, directory).link(who.id)
        say(settings, "password_link", email=who.email, url=f"{settings.origin}/password/{secret}")


def _whose(arguments: argparse.Namespace, settings: Settings, directory: Directory) -> Operator:
    """Raises Stop where nobody has that address."""
    email = fold_email(arguments.email)
    found = next((each for each in directory.operators() if each.email == email), None)
    if found is None:
        raise stop(settings, "email_unknown", email=email[:80])
    return found


async def _passwords_on(settings: Settings, providers: Providers) -> None:
    if (await providers.current()).passwords_off:
        await providers.passwords_on()
        say(settings, "passwords_on")


def _new_passwords(database: Database, writer: Writer, directory: Directory) -> NewPasswords:
    # Nobody's session ends by a link: whoever uses it ends them, at the server.
    sessions = Sessions(database, writer, Hub(), utc_now)
    return NewPasswords(database, writer, directory, sessions, Passwords(), utc_now)
