"""Operators, their sessions and invitations, sites and channels: functions that take a session."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy
from sqlalchemy import Row, delete, func, select, update
from sqlmodel import col

from samovar.storage import tables
from samovar.storage.engine.database import Session
from samovar.storage.tables import (
    Channel,
    City,
    Hours,
    Invitation,
    Membership,
    OperatorSession,
    OwnDay,
    Photo,
    Site,
)


@dataclass(frozen=True, slots=True)
class Roll:
    """Everybody and every channel: small, read whole, kept in memory."""

    sites: dict[str, Site] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    cities: list[City] = field(default_factory=list)
    operators: dict[str, tables.Operator] = field(default_factory=dict)
    memberships: dict[str, frozenset[str]] = field(default_factory=dict)
    """Operator id → channel ids."""
    hours: dict[str, Hours] = field(default_factory=dict)
    own_days: list[OwnDay] = field(default_factory=list)


KEPT_IN_ROLL = (Site, Channel, City, tables.Operator, Membership, Hours, OwnDay)
ALL_IN_ROLL = [
    select(*(each for each in table.columns if each.name != "seen_at")).order_by(*table.primary_key)
    for table in (sqlalchemy.inspect(kept).local_table for kept in KEPT_IN_ROLL)
]


def stored_roll(session: Session) -> list[Sequence[Row[Any]]]:
    """What the roll is made of, as it is stored: equal for an equal roll, and read in a small part of its time. When
    somebody was last seen is not in it: that changes all day."""
    return [session.execute(each).all() for each in ALL_IN_ROLL]


def roll(session: Session) -> Roll:
    """Read the roll."""
    memberships: dict[str, set[str]] = {}
    for each in session.scalars(select(Membership)):
        memberships.setdefault(each.operator_id, set()).add(each.channel_id)
    channels = session.scalars(select(Channel).order_by(col(Channel.position), col(Channel.name)))
    return Roll(
        sites={each.id: each for each in sites(session)},
        channels={each.id: each for each in channels},
        cities=list(session.scalars(select(City).order_by(col(City.name), col(City.spelling)))),
        operators={
            each.id: each for each in session.scalars(select(tables.Operator).order_by(col(tables.Operator.name)))
        },
        memberships={operator: frozenset(ids) for operator, ids in memberships.items()},
        hours={each.id: each for each in session.scalars(select(Hours).order_by(col(Hours.name)))},
        own_days=list(session.scalars(select(OwnDay).order_by(col(OwnDay.day)))),
    )


def last_seen(session: Session) -> dict[str, datetime | None]:
    """Operator id → when one of their browsers was last known to be in use."""
    found = session.execute(select(col(tables.Operator.id), col(tables.Operator.seen_at)))
    return {row[0]: row[1] for row in found}


def sites(session: Session) -> Sequence[Site]:
    """All sites, oldest first."""
    return session.scalars(select(Site).order_by(col(Site.created_at), col(Site.id))).all()


def operator_by_email(session: Session, email: str) -> tables.Operator | None:
    """An operator by their folded e-mail."""
    return session.scalars(select(tables.Operator).where(col(tables.Operator.email) == email)).first()


def session_owners(
    session: Session, keys: Sequence[str], now: datetime, idle: timedelta
) -> list[tables.Operator | None]:
    """The operator of each of these sessions; nothing where it does not live."""
    found = session.execute(
        select(col(OperatorSession.id), tables.Operator)
        .join(tables.Operator, col(OperatorSession.operator_id) == col(tables.Operator.id))
        .where(col(OperatorSession.id).in_(keys), col(OperatorSession.ends_at) > now)
        .where(col(OperatorSession.used_at) > now - idle, col(tables.Operator.disabled_at).is_(None))
    )
    owners = {row[0]: row[1] for row in found}
    return [owners.get(key) for key in keys]


def session_used(session: Session, key: str, now: datetime) -> None:
    """The session is in use now, and so its operator was seen."""
    session.execute(update(OperatorSession).where(col(OperatorSession.id) == key).values(used_at=now))
    whose = select(col(OperatorSession.operator_id)).where(col(OperatorSession.id) == key)
    session.execute(
        update(tables.Operator).where(col(tables.Operator.id) == whose.scalar_subquery()).values(seen_at=now)
    )


def end_session(session: Session, key: str) -> None:
    """Forget a session."""
    session.execute(delete(OperatorSession).where(col(OperatorSession.id) == key))


def open_invitation(session: Session, key: str, now: datetime) -> Invitation | None:
    """An invitation that can still be used."""
    found = session.get(Invitation, key, with_for_update=True)
    return found if found and found.used_at is None and found.ends_at > now else None


def set_own(session: Session, operator_id: str, values: Mapping[str, str]) -> None:
    """What the operator says of themselves: presence, why, grammar, latin, title, title_latin."""
    session.execute(update(tables.Operator).where(col(tables.Operator.id) == operator_id).values(**values))


def photo(session: Session, photo_id: str) -> Photo | None:
    """A face."""
    return session.get(Photo, photo_id)


def anybody(session: Session) -> bool:
    """Whether there is any operator yet."""
    return session.execute(select(func.count()).select_from(tables.Operator)).scalar_one() > 0
