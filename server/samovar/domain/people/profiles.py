"""What people say of themselves in the settings, and their face."""

from collections.abc import Mapping

from samovar.domain.channels.directory import Directory
from samovar.domain.company.journal import edit, record
from samovar.domain.topics import PEOPLE, presence_topic
from samovar.live.hub import Hub
from samovar.storage.engine.database import Session
from samovar.storage.engine.writer import Writer
from samovar.storage.tables import Operator, Photo


class Profiles:
    """Stores it and tells everybody: consoles, and the windows of those who talk with them."""

    def __init__(self, writer: Writer, directory: Directory, hub: Hub) -> None:
        self._writer = writer
        self._directory = directory
        self._hub = hub

    async def change(self, operator_id: str, rev: int, values: Mapping[str, str], face: Photo | None) -> None:
        """As read at revision `rev`; without a face the one before stays. Raises ChangedSince."""
        try:
            await self._writer.run(lambda session: _change(session, operator_id, rev, values, face))
        finally:
            await self._tell(operator_id)

    async def drop_face(self, operator_id: str) -> None:
        """Their initials will do."""
        await self._writer.run(lambda session: _put_face(session, session.get_one(Operator, operator_id), None))
        await self._tell(operator_id)

    async def _tell(self, operator_id: str) -> None:
        await self._directory.refresh()
        self._hub.publish(PEOPLE, None)
        self._hub.publish(presence_topic(operator_id), None)


def _change(session: Session, operator_id: str, rev: int, values: Mapping[str, str], face: Photo | None) -> None:
    operator = session.get_one(Operator, operator_id, with_for_update=True)
    edit(session, operator, rev, values, by=operator_id, what="operator")
    if face is not None:
        _put_face(session, operator, Photo(**face.model_dump()))


def _put_face(session: Session, operator: Operator, face: Photo | None) -> None:
    """In place of the one before, which nobody needs any more."""
    before = session.get(Photo, operator.photo_id) if operator.photo_id else None
    if face is not None:
        session.add(face)
        session.flush()
    operator.photo_id = face.id if face else None
    session.flush()
    if before is not None:
        session.delete(before)
    changes = {"photo": [before is not None, face is not None]}
    record(session, operator.id, "operator", operator.id, "changed", changes, name=operator.name)
