"""Who works here and who is invited, as administrators see and change it: functions that take a session."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlmodel import col

from samovar.storage.engine.database import Session
from samovar.storage.tables import Invitation, Mail, Membership, Operator


def unused_invitations(session: Session) -> list[tuple[Invitation, Mail | None]]:
    """Those to an address that nobody has used, the newest first, each with its last letter."""
    found = session.execute(
        select(Invitation, Mail)
        .outerjoin(Mail, col(Mail.id) == col(Invitation.mail_id))
        .where(col(Invitation.used_at).is_(None), col(Invitation.email) != "")
        .order_by(col(Invitation.created_at).desc(), col(Invitation.email))
    )
    return [(row[0], row[1]) for row in found]


def invited_addresses(session: Session, now: datetime) -> set[str]:
    """Addresses whose invitation can still be used."""
    usable = (col(Invitation.used_at).is_(None), col(Invitation.ends_at) > now)
    return set(session.scalars(select(col(Invitation.email)).where(*usable)))


def invitations_of(session: Session, operator_id: str) -> Sequence[Invitation]:
    """Those that this person has sent and nobody has used, held until the commit."""
    mine = (col(Invitation.invited_by) == operator_id, col(Invitation.used_at).is_(None))
    return session.scalars(select(Invitation).where(*mine).order_by(col(Invitation.email)).with_for_update()).all()


def administrators(session: Session) -> list[str]:
    """Ids of those who may change the settings, held until the commit: two may not go in one moment."""
    mine = (col(Operator.role) == "administrator", col(Operator.disabled_at).is_(None))
    return list(session.scalars(select(col(Operator.id)).where(*mine).with_for_update()))


def channels_of(session: Session, operator_id: str) -> list[str]:
    """Channels an operator belongs to."""
    return list(session.scalars(select(col(Membership.channel_id)).where(col(Membership.operator_id) == operator_id)))


def put_channels(session: Session, operator_id: str, channels: Sequence[str]) -> None:
    """They belong to these now."""
    session.execute(delete(Membership).where(col(Membership.operator_id) == operator_id))
    session.add_all(Membership(operator_id=operator_id, channel_id=each) for each in channels)
