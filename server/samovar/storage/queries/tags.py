"""Where the script tag has called from."""

from collections.abc import Sequence

from sqlalchemy import select

from samovar.storage.engine.database import Session
from samovar.storage.tables import TagCall


def calls(session: Session) -> Sequence[TagCall]:
    """The newest call of each site and address."""
    return session.scalars(select(TagCall)).all()
