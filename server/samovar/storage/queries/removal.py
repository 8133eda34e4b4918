"""What goes with a site: counted, and deleted a few visitors at a time."""

from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlmodel import col

from samovar.storage.engine.database import Session
from samovar.storage.queries.personal import forget_letters, letters_of
from samovar.storage.tables import Channel, Conversation, Hours, Invitation, Site, Visitor


@dataclass(frozen=True, slots=True)
class Held:
    """How much a site holds. `channels`: their names."""

    visitors: int
    talks: int
    open_talks: int
    channels: list[str]


def held(session: Session, site_id: str) -> Held:
    """Counted now."""
    of_site = col(Conversation.site_id) == site_id
    talks = select(func.count()).select_from(Conversation).where(of_site)
    visitors = select(func.count()).select_from(Visitor).where(col(Visitor.site_id) == site_id)
    names = select(col(Channel.name)).where(col(Channel.site_id) == site_id).order_by(col(Channel.name))
    return Held(
        session.execute(visitors).scalar_one(), session.execute(talks).scalar_one(),
        session.execute(talks.where(col(Conversation.state) != "closed")).scalar_one(), list(session.scalars(names)),
    )  # fmt: skip


def is_last(session: Session, site_id: str) -> bool:
    """Whether there is no other that visitors reach. All are locked, so that two who each remove one leave one."""
    sites = session.scalars(select(Site).order_by(col(Site.id)).with_for_update()).all()
    return not any(site.id != site_id and site.origins for site in sites)


def some(session: Session, site_id: str, most: int) -> tuple[int, list[Conversation]]:
    """So many visitors are deleted, with all that is known of them; how many they were, and their talks."""
    visitors = list(session.scalars(select(Visitor).where(col(Visitor.site_id) == site_id).limit(most)))
    ids = [visitor.id for visitor in visitors]
    talks = list(session.scalars(select(Conversation).where(col(Conversation.visitor_id).in_(ids))))
    for visitor in visitors:
        of_them = [talk.id for talk in talks if talk.visitor_id == visitor.id]
        forget_letters(session, letters_of(visitor, of_them))
    session.execute(delete(Conversation).where(col(Conversation.id).in_([talk.id for talk in talks])))
    session.execute(delete(Visitor).where(col(Visitor.id).in_(ids)))
    return len(ids), talks


def rest(session: Session, site_id: str) -> None:
    """The site itself, with channels, hours and cities; open invitations do not name its channels any more. The
    journal keeps what was done to it."""
    gone = set(session.scalars(select(col(Channel.id)).where(col(Channel.site_id) == site_id)))
    for invitation in session.scalars(select(Invitation)):
        if gone & set(invitation.channels):
            invitation.channels = [each for each in invitation.channels if each not in gone]
    session.flush()
    for table in (Channel, Hours):
        session.execute(delete(table).where(col(table.site_id) == site_id))
    session.execute(delete(Site).where(col(Site.id) == site_id))
