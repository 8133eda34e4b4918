"""The company's provider of OpenID Connect, and who is who there: functions that take a session."""

from sqlalchemy import select
from sqlmodel import col

from samovar.storage.engine.database import Session
from samovar.storage.queries.people import operator_by_email
from samovar.storage.tables import Identity, Operator, Provider

ONE = "provider"
"""The key of the one row there may be."""


def provider(session: Session) -> Provider:
    """As it is set; one without an issuer where nothing is."""
    return session.get(Provider, ONE) or Provider()


def provider_to_edit(session: Session) -> Provider:
    """The row, locked; made where there is none."""
    found = session.get(Provider, ONE, with_for_update=True)
    if found is None:
        found = Provider()
        session.add(found)
        session.flush()
    return found


def operator_by_identity(session: Session, issuer: str, subject: str) -> Operator | None:
    """Who that is with us, if we have met."""
    found = session.get(Identity, (issuer, subject))
    return session.get(Operator, found.operator_id) if found else None


def meet(session: Session, issuer: str, subject: str, email: str) -> Operator | None:
    """The account with that address belongs to whoever this is, unless it belongs to somebody else there."""
    found = operator_by_email(session, email)
    if found is None or identity_of(session, issuer, found.id):
        return None
    session.add(Identity(issuer=issuer, subject=subject, operator_id=found.id))
    session.flush()
    return found


def identity_of(session: Session, issuer: str, operator_id: str) -> Identity | None:
    """Who an operator is there, if they have come in by it."""
    mine = select(Identity).where(col(Identity.issuer) == issuer, col(Identity.operator_id) == operator_id)
    return session.scalars(mine).first()
