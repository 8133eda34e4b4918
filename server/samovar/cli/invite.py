"""samovar invite EMAIL."""

import argparse
import asyncio
from collections.abc import Sequence

from samovar.cli.prepare import prepared, require_house, settings_of
from samovar.cli.words import say, stop
from samovar.domain.channels.directory import Directory
from samovar.domain.conversation.rules import NAME
from samovar.domain.people.accounts import Accounts
from samovar.domain.people.joining import EmailTaken
from samovar.model.email import fold_email, is_email
from samovar.settings import Settings
from samovar.texts.telling import tell
from samovar.web.pages import fields

HELP = "print an invitation link for a colleague"


def ask(command: argparse.ArgumentParser) -> None:
    """Whom, as what, and where to."""
    command.add_argument("email")
    command.add_argument("--name", default="")
    role = command.add_mutually_exclusive_group()
    role.add_argument("--administrator", dest="role", action="store_const", const="administrator", default="operator")
    role.add_argument("--senior", dest="role", action="store_const", const="senior")
    command.add_argument("--channel", action="append", default=[], help="name of a channel; may repeat")


def run(arguments: argparse.Namespace) -> None:
    """In the name of the first administrator there is."""
    settings = settings_of(arguments)
    require_house(settings)
    asyncio.run(prepared(settings, lambda *services: _invite(arguments, *services)))


async def _invite(arguments: argparse.Namespace, settings: Settings, accounts: Accounts, directory: Directory) -> None:
    if not directory.operators():
        raise stop(settings, "needs_setup")
    email, name = _person(arguments, settings)
    inviter = next((each for each in directory.operators() if each.role == "administrator"), None)
    try:
        secret = await accounts.invite(
            email=email, name=name, channels=_channels(arguments, settings, directory),
            role=arguments.role, invited_by=inviter.id if inviter else None,
        )  # fmt: skip
    except EmailTaken:
        raise stop(settings, "email_taken", email=email) from None
    invitation = await accounts.invitation(secret)
    until = invitation.ends_at.astimezone().strftime("%d.%m.%Y %H:%M")
    say(settings, "invite_link", email=email, until=until)
    tell(f"{settings.origin}/invite/{secret}")


def _person(arguments: argparse.Namespace, settings: Settings) -> tuple[str, str]:
    """E-mail and name, by the rules of the forms. Raises Stop."""
    email, checked = arguments.email.strip(), fields.Checked()
    if not is_email(fold_email(email)):
        raise stop(settings, "email_bad", email=email[:80])
    name = fields.name(checked, {"name": arguments.name}, "name", "name") if arguments.name.strip() else ""
    if checked.refusals:
        raise stop(settings, "name_bad", n=NAME)
    return email, name


def _channels(arguments: argparse.Namespace, settings: Settings, directory: Directory) -> list[str]:
    """Ids of channels by name. Raises Stop, with the names there are."""
    named: Sequence[str] = arguments.channel
    by_name = {each.name.casefold(): each.id for each in directory.channels()}
    known = ", ".join(each.name for each in directory.channels())
    unknown = [name for name in named if name.casefold() not in by_name]
    if unknown and known:
        raise stop(settings, "channel_unknown", name=", ".join(unknown), known=known)
    if (not named and arguments.role != "administrator") or unknown:
        raise stop(settings, "channel_missing" if known else "no_channels", known=known)
    return [by_name[name.casefold()] for name in named]
