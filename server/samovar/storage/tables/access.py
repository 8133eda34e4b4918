"""How an operator proves who they are, besides the password."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
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


class Provider(Base, table=True):
    """The company's own provider of OpenID Connect; one row, made when it is first set."""

    __table_args__ = (
        CheckConstraint("id = 'provider'", name="one"),
        CheckConstraint("NOT passwords_off OR issuer <> ''", name="a_way_in"),
    )
    id: str = Field(default="provider", primary_key=True, max_length=8)
    issuer: str = Field(default="", max_length=200)
    """Its address, as its tokens say it; empty: there is none."""
    client_id: str = Field(default="", max_length=200)
    client_secret: str = Field(default="", max_length=1000)
    """Sealed with the server's key; empty where the provider asks for none."""
    name: str = Field(default="", max_length=100)
    """What the button of the sign-in form says."""
    domain: str = Field(default="", max_length=253)
    """Only addresses of this domain come in by it; empty: any that we have an account for."""
    passwords_off: bool = Field(default=False)
    rev: int = Field(default=0)


class Identity(Base, table=True):
    """Who an operator is at a provider. The name there never changes; an address may, and go to somebody else."""

    __table_args__ = (UniqueConstraint("issuer", "operator_id"),)
    issuer: str = Field(max_length=200, primary_key=True)
    subject: str = Field(max_length=255, primary_key=True)
    operator_id: str = Field(foreign_key="operator.id", ondelete="CASCADE", index=True)
