"""Joining by a link: a colleague by their invitation, the first administrator with a site and its first channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from samovar.domain.channels.cities import fold
from samovar.domain.company.journal import record
from samovar.domain.people.providers import Vouched
from samovar.model.email import fold_email
from samovar.model.errors import Refused
from samovar.storage.engine.database import Session
from samovar.storage.queries import people
from samovar.storage.queries import provider as providers
from samovar.storage.tables import Channel, City, Identity, Membership, Operator, Photo, Site, new_id


class EmailTaken(Refused):
    """There is an account with this address already."""

    code = "email_taken"


class UsedInvitation(Refused):
    """The link was used, has expired, or never was."""

    code = "used_invitation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """What a person fills in when opening an invitation. `vouched`: what the company's provider says of them, in the
    place of a password."""

    name: str
    email: str
    password: str = ""
    lang: str
    vouched: Vouched | None = None
    grammar: str = ""
    title: str = ""
    photo: Photo | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstSite:
    """What the first administrator names besides: the site and its first channel."""

    name: str
    origins: Sequence[str]
    channel: str
    time_zone: str = "Europe/Moscow"


def join(
    session: Session, key: str, newcomer: Newcomer, first_site: FirstSite | None, hashed: str, now: datetime
) -> str:
    """Use an invitation: exactly one account comes of it, whose id this gives. `key`: the digest of its secret;
    `hashed`: the password, empty for whoever came by a provider. Raises UsedInvitation, EmailTaken."""
    invitation = people.open_invitation(session, key, now)
    if invitation is None or (first_site and people.anybody(session)):
        raise UsedInvitation
    email = invitation.email or fold_email(newcomer.email)
    if people.operator_by_email(session, email) or _is_somebody(session, newcomer.vouched):
        raise EmailTaken
    invitation.used_at = now
    if newcomer.photo:
        session.add(newcomer.photo)
        session.flush()
    operator = Operator(
        name=newcomer.name, email=email, password=hashed, role=invitation.role, lang=newcomer.lang,
        grammar=newcomer.grammar, title=newcomer.title,
        photo_id=newcomer.photo.id if newcomer.photo else None, created_at=now,
    )  # fmt: skip
    session.add(operator)
    session.flush()
    if seen := newcomer.vouched:
        session.add(Identity(issuer=seen.issuer, subject=seen.subject, operator_id=operator.id))
    record(session, operator.id, "operator", operator.id, "joined", {"role": ["", operator.role]}, name=operator.name)
    channels = [*invitation.channels, *([_found(session, first_site, operator.id, now)] if first_site else [])]
    session.add_all(Membership(operator_id=operator.id, channel_id=channel) for channel in channels)
    return operator.id


def _is_somebody(session: Session, vouched: Vouched | None) -> bool:
    """Whether the provider's person has an account already, with another address then."""
    return vouched is not None and providers.operator_by_identity(session, vouched.issuer, vouched.subject) is not None


def _found(session: Session, first: FirstSite, by: str, now: datetime) -> str:
    """The first site with its first channel, which is also the fallback. Gives the channel's id."""
    site = Site(key=new_id(), name=first.name, origins=list(first.origins), created_at=now)
    session.add(site)
    session.flush()
    record(session, by, "site", site.id, "added", {"origins": [[], site.origins]}, name=site.name)
    channel = Channel(site_id=site.id, name=first.channel, time_zone=first.time_zone, fallback=True, created_at=now)
    session.add(channel)
    session.flush()
    record(session, by, "channel", channel.id, "added", name=channel.name)
    session.add(City(site_id=site.id, channel_id=channel.id, spelling=fold(first.channel), name=first.channel))
    return channel.id
