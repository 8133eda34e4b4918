"""How an operator proves who they are, besides the password."""

from datetime import datetime

from sqlmodel import Field

from samovar.storage.tables.base import Base, moment


class SecondFactor(Base, table=True):
    """An app that shows a new code every 30 s."""

    __tablename__ = "second_factor"
    operator_id: str = Field(foreign_key="operator.id", ondelete="CASCADE", primary_key=True)
    secret: str = Field(max_length=400)
    """Sealed with the server's key: every code has to be computed from it."""
    step: int = Field(default=0)
    """The last 30 s whose code was used: no code counts twice."""


class RecoveryCode(Base, table=True):
    """A code on paper, for once: used, it is gone."""

    __tablename__ = "recovery_code"
    id: str = Field(primary_key=True, max_length=64)
    """Hex SHA-256 of the operator's id and the code."""
    operator_id: str = Field(foreign_key="operator.id", ondelete="CASCADE", index=True)


class PasswordLink(Base, table=True):
    """A one-time link to a new password: used, it is gone."""

    __tablename__ = "password_link"
    id: str = Field(primary_key=True, max_length=64)
    """Hex SHA-256 of its secret."""
    operator_id: str = Field(foreign_key="operator.id", ondelete="CASCADE", index=True)
    ends_at: datetime = moment()
