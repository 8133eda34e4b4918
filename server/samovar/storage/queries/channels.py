"""Channels as the settings change them: functions that take a session."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, func, select, update
from sqlmodel import col

from samovar.storage.engine.database import Session
from samovar.storage.tables import Channel, City, Conversation, Hours, Membership, OwnDay


def of_site(session: Session, site_id: str) -> Sequence[Channel]:
    """The channels of a site, in their order."""
    chosen = select(Channel).where(col(Channel.site_id) == site_id)
    return session.scalars(chosen.order_by(col(Channel.position), col(Channel.name))).all()


def cities(session: Session, site_id: str) -> Sequence[City]:
    """Every spelling of a site's cities, as they were added."""
    return session.scalars(select(City).where(col(City.site_id) == site_id).order_by(col(City.name))).all()


def forget_cities(session: Session, channel_id: str) -> None:
    """No spelling leads to the channel any more."""
    session.execute(delete(City).where(col(City.channel_id) == channel_id))


def members(session: Session, channel_id: str) -> list[str]:
    """Ids of the operators who belong to the channel."""
    chosen = select(col(Membership.operator_id)).where(col(Membership.channel_id) == channel_id)
    return sorted(session.scalars(chosen))


def set_members(session: Session, channel_id: str, operators: Iterable[str]) -> None:
    """Those, and nobody else."""
    session.execute(delete(Membership).where(col(Membership.channel_id) == channel_id))
    session.add_all(Membership(operator_id=each, channel_id=channel_id) for each in operators)


def no_fallback(session: Session, site_id: str) -> None:
    """Cities without a channel go nowhere."""
    session.execute(update(Channel).where(col(Channel.site_id) == site_id).values(fallback=False))


def open_talks(session: Session, channel_id: str) -> list[str]:
    """Ids of the channel's conversations that are not closed, oldest first."""
    chosen = select(col(Conversation.id)).where(
        col(Conversation.channel_id) == channel_id, col(Conversation.state) != "closed"
    )
    return list(session.scalars(chosen.order_by(col(Conversation.opened_at))))


def hours_of_site(session: Session, site_id: str) -> Sequence[Hours]:
    """The hours that channels of a site may keep."""
    return session.scalars(select(Hours).where(col(Hours.site_id) == site_id).order_by(col(Hours.name))).all()


def keeping(session: Session, hours_id: str) -> int:
    """How many channels keep these hours."""
    chosen = select(func.count()).select_from(Channel).where(col(Channel.hours_id) == hours_id)
    return session.execute(chosen).scalar_one()


def own_days(session: Session, hours_id: str) -> Sequence[OwnDay]:
    """Dates that are not as usual."""
    return session.scalars(select(OwnDay).where(col(OwnDay.hours_id) == hours_id).order_by(col(OwnDay.day))).all()


def set_own_days(session: Session, hours_id: str, days: Iterable[OwnDay]) -> None:
    """Those, and no others."""
    session.execute(delete(OwnDay).where(col(OwnDay.hours_id) == hours_id))
    session.add_all(days)
