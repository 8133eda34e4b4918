"""What all tables have in common. Ids are random, times aware UTC."""

import secrets
from datetime import UTC, datetime
from functools import lru_cache
from time import time
from typing import Any

from sqlalchemy import JSON, Index, MetaData, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from samovar.storage.engine.types import Utc

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
Json = JSON().with_variant(JSONB(), "postgresql")


def new_id() -> str:
    """A public id: 128 random bits, 22 characters of URL-safe base64."""
    return secrets.token_urlsafe(16)


def utc_now() -> datetime:
    """The time now, aware, in whole milliseconds; one object for all that happens within one, so that it is written
    out only once."""
    return _moment(int(time() * 1000))


@lru_cache(maxsize=1)
def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


class Base(SQLModel):
    """Common ground of all tables."""

    metadata = MetaData(naming_convention=NAMING)


def identity() -> Any:
    """A primary key."""
    return Field(default_factory=new_id, primary_key=True, max_length=64)


def moment(**more: Any) -> Any:
    """A time, aware UTC."""
    return Field(sa_type=Utc, **more)


def document(**more: Any) -> Any:
    """A JSON object."""
    return Field(default_factory=dict, sa_type=Json, nullable=False, **more)


def some_index(name: str, which: str, *columns: str, unique: bool = False) -> Index:
    """An index of some rows only."""
    return Index(name, *columns, unique=unique, sqlite_where=text(which), postgresql_where=text(which))
