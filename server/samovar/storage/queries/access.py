"""Second factors, links to a new password, sessions of one operator: functions that take a session."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, Executable, delete, func, select, update
from sqlmodel import col

from samovar.storage.engine.database import Session
from samovar.storage.tables import Operator, OperatorSession, PasswordLink, RecoveryCode, SecondFactor


def _changed(session: Session, statement: Executable) -> bool:
    """Whether the statement found its row: two who come at once do not both."""
    result = session.execute(statement)
    return isinstance(result, CursorResult) and result.rowcount == 1


def paper_left(session: Session, operator_id: str) -> int | None:
    """How many codes on paper are left; nothing where no second factor is on."""
    if session.get(SecondFactor, operator_id) is None:
        return None
    mine = col(RecoveryCode.operator_id) == operator_id
    return session.execute(select(func.count()).select_from(RecoveryCode).where(mine)).scalar_one()


def factor_secret(session: Session, operator_id: str) -> str:
    """The sealed secret; empty where there is none."""
    found = session.get(SecondFactor, operator_id)
    return found.secret if found else ""


def put_factor(session: Session, operator_id: str, sealed: str, step: int, paper: Sequence[str]) -> None:
    """A second factor in place of any before."""
    drop_factor(session, operator_id)
    session.add(SecondFactor(operator_id=operator_id, secret=sealed, step=step))
    session.flush()
    put_paper(session, operator_id, paper)


def put_paper(session: Session, operator_id: str, paper: Sequence[str]) -> None:
    """Codes on paper in place of those before."""
    session.execute(delete(RecoveryCode).where(col(RecoveryCode.operator_id) == operator_id))
    session.add_all(RecoveryCode(id=key, operator_id=operator_id) for key in paper)


def drop_factor(session: Session, operator_id: str) -> None:
    """No second factor any more."""
    session.execute(delete(SecondFactor).where(col(SecondFactor.operator_id) == operator_id))
    session.execute(delete(RecoveryCode).where(col(RecoveryCode.operator_id) == operator_id))


def use_step(session: Session, operator_id: str, step: int) -> bool:
    """Whether a code of these 30 s may still be used; then it is."""
    mine = col(SecondFactor.operator_id) == operator_id
    return _changed(session, update(SecondFactor).where(mine, col(SecondFactor.step) < step).values(step=step))


def use_paper(session: Session, operator_id: str, key: str) -> bool:
    """Whether there was such a code; it is gone now."""
    mine = col(RecoveryCode.operator_id) == operator_id
    return _changed(session, delete(RecoveryCode).where(mine, col(RecoveryCode.id) == key))


def link_owner(session: Session, key: str, now: datetime) -> Operator | None:
    """Whose link to a new password this is, while it is good."""
    found = session.get(PasswordLink, key)
    owner = session.get(Operator, found.operator_id) if found and found.ends_at > now else None
    return owner if owner and owner.disabled_at is None else None


def use_link(session: Session, key: str) -> bool:
    """Whether there was such a link; it is gone now."""
    return _changed(session, delete(PasswordLink).where(col(PasswordLink.id) == key))


def drop_links(session: Session, operator_id: str, before: datetime) -> None:
    """Forget an operator's links that are no longer wanted, and all that nobody used in time."""
    mine, late = col(PasswordLink.operator_id) == operator_id, col(PasswordLink.ends_at) < before
    session.execute(delete(PasswordLink).where(mine | late))


def sessions_of(session: Session, operator_id: str, now: datetime, idle: timedelta) -> list[OperatorSession]:
    """Where an operator is signed in, the latest used first."""
    living = (col(OperatorSession.ends_at) > now, col(OperatorSession.used_at) > now - idle)
    mine = select(OperatorSession).where(col(OperatorSession.operator_id) == operator_id, *living)
    return list(session.scalars(mine.order_by(col(OperatorSession.used_at).desc())))


def end_sessions(session: Session, operator_id: str, keys: Sequence[str] | None, but: str) -> list[str]:
    """End these sessions of an operator, or all; but that one. Gives the keys of those that ended."""
    mine = [col(OperatorSession.operator_id) == operator_id, col(OperatorSession.id) != but]
    if keys is not None:
        mine.append(col(OperatorSession.id).in_(keys))
    ended = list(session.scalars(select(col(OperatorSession.id)).where(*mine)))
    session.execute(delete(OperatorSession).where(col(OperatorSession.id).in_(ended)))
    return ended
