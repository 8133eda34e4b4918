"""Jobs: queued once, taken under a lease, settled by whoever took them last."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlmodel import col

from samovar.storage.engine.database import Session
from samovar.storage.tables import Job


class Taken(msgspec.Struct, frozen=True):
    """A job under our lease. `attempts` counts this one, and fences: who took it later has a higher number."""

    id: str
    kind: str
    data: dict[str, Any]
    attempts: int
    handed: int
    created_at: datetime


def queue(session: Session, kind: str, dedupe: str, data: Mapping[str, Any], due: datetime) -> bool:
    """Queue work with the transaction that causes it; tells whether it was not queued before."""
    if by_dedupe(session, dedupe):
        return False
    session.add(Job(kind=kind, dedupe=dedupe, data=dict(data), due_at=due, created_at=due))
    session.flush()
    return True


def by_dedupe(session: Session, dedupe: str) -> Job | None:
    """The job that was queued for this."""
    return session.scalars(select(Job).where(col(Job.dedupe) == dedupe)).first()


def any_due(session: Session, kinds: Sequence[str], now: datetime) -> bool:
    """Whether there is anything to take."""
    return session.scalars(select(col(Job.id)).where(_free(kinds, now)).limit(1)).first() is not None


def take(session: Session, kinds: Sequence[str], now: datetime, lease: timedelta, most: int) -> list[Taken]:
    """Those due the longest, under a lease; of several processes each gets others."""
    due = select(Job).where(_free(kinds, now)).order_by(col(Job.due_at)).limit(most)
    jobs = list(session.scalars(due.with_for_update(skip_locked=True)))
    for job in jobs:
        job.attempts += 1
        job.leased_until = now + lease
    return [Taken(each.id, each.kind, each.data, each.attempts, each.handed, each.created_at) for each in jobs]


def hand_over(session: Session, job: Taken) -> bool:
    """From here on the world may have it without our knowing; not where somebody else took the job meanwhile."""
    return _ours(session, job, handed=col(Job.handed) + 1)


def settle(session: Session, job: Taken, state: str, due: datetime, error: str = "", answered: bool = True) -> bool:
    """How it went; tells whether it was still ours. `answered`: nothing is out in the world without our knowing."""
    kept = {"handed": job.handed} if answered else {}
    return _ours(session, job, state=state, due_at=due, error=error[:500], leased_until=None, **kept)


def hurry(session: Session, kind: str, now: datetime) -> None:
    """What of this kind is put off until later comes at once: what held it up may be over."""
    put_off = (col(Job.kind) == kind, col(Job.state) == "waiting", col(Job.due_at) > now)
    session.execute(update(Job).where(*put_off).values(due_at=now))


def forget(session: Session, dedupe: str) -> None:
    """What was queued for this is of no interest any more: something else stands in its place."""
    session.execute(delete(Job).where(col(Job.dedupe) == dedupe))


def forget_old(session: Session, before: datetime, most: int) -> int:
    """What was done before then is deleted, and what was given up that nobody can try again; how many. The job of a
    letter that was given up stays as long as the letter, or until it is sent anew."""
    over = or_(col(Job.state) == "done", and_(col(Job.state) == "failed", col(Job.kind) != "mail"))
    old = list(session.scalars(select(col(Job.id)).where(over, col(Job.due_at) < before).limit(most)))
    session.execute(delete(Job).where(col(Job.id).in_(old)))
    return len(old)


def _ours(session: Session, job: Taken, **values: Any) -> bool:
    still = (col(Job.id) == job.id, col(Job.attempts) == job.attempts, col(Job.state) == "waiting")
    changed = session.execute(update(Job).where(*still).values(**values).returning(col(Job.id)))
    return changed.first() is not None


def _free(kinds: Sequence[str], now: datetime) -> ColumnElement[bool]:
    unleased = or_(col(Job.leased_until).is_(None), col(Job.leased_until) <= now)
    return and_(col(Job.state) == "waiting", col(Job.due_at) <= now, col(Job.kind).in_(kinds), unleased)
