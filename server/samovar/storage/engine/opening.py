"""Brings a database up to date before anything is served, and says in one kind of error why it cannot be."""

import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import asyncpg
from sqlalchemy.exc import DBAPIError

from samovar.storage.engine.address import Address
from samovar.storage.engine.database import FAILURES, Database
from samovar.storage.engine.schema import Foreign, Newer, NotUnicode, migrate, stand

BUSY = ("database is locked", "database table is locked")
UNSOUND = ("file is not a database", "malformed", "file is encrypted")
NO_WAY_IN = ("unable to open", "readonly", "read-only")
REFUSED = (
    asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InsufficientPrivilegeError, asyncpg.UndefinedObjectError,
    asyncpg.ClientConfigurationError, asyncpg.CantChangeRuntimeParamError, asyncpg.InvalidParameterValueError,
    asyncpg.TooManyConnectionsError, asyncpg.InterfaceError, ssl.SSLError,
)  # fmt: skip


class CannotOpen(Exception):
    """The database cannot be served. `kind`: key of the words (texts, cli.database); `places`: what stands in them."""

    def __init__(self, kind: str, at: Address, words: str = "") -> None:
        super().__init__(f"{kind}: {words}")
        self.kind = kind
        self.places = {"name": at.name, "where": at.where, "words": words, "encoding": words}


@dataclass(frozen=True, slots=True)
class Standing:
    """Which database it is, and how its tables stand. `schema`: their version; `head`: this program's."""

    engine: str
    version: str
    schema: str
    head: str

    @property
    def numbers(self) -> tuple[int, ...]:
        """The version's leading numbers, to be compared."""
        return tuple(int(part) for part in re.findall(r"\d+", self.version)[:2])


async def make_ready(database: Database) -> None:
    """Migrate. Raises CannotOpen; nothing was changed then."""
    with told(database.address):
        await migrate(database)


async def standing(database: Database) -> Standing:
    """Look, and change nothing. Raises CannotOpen."""
    with told(database.address):
        async with database.reader.connect() as connection:
            return Standing(*await connection.run_sync(stand))


@contextmanager
def told(at: Address) -> Iterator[None]:
    """Whatever goes wrong inside is told as one kind of error."""
    try:
        yield
    except Foreign:
        raise CannotOpen("foreign", at) from None
    except Newer:
        raise CannotOpen("newer", at) from None
    except NotUnicode as error:
        raise CannotOpen("encoding", at, str(error)) from None
    except (*FAILURES, ValueError) as error:
        raise CannotOpen(_kind(error, at), at, _words(error)) from error


def _kind(error: BaseException, at: Address) -> str:
    causes = tuple(_causes(error))
    if at.file:
        words = str(causes[0]).lower()
        kinds = {"busy": BUSY, "unsound": UNSOUND, "path": NO_WAY_IN}
        return next((kind for kind, signs in kinds.items() if any(sign in words for sign in signs)), "other")
    if any(isinstance(each, asyncpg.InvalidCatalogNameError) for each in causes):
        return "missing"
    if any(isinstance(each, (*REFUSED, ValueError)) for each in causes):
        return "refused"
    # Its own words while it starts or stops come as errors, too.
    gone = (OSError, asyncpg.CannotConnectNowError, asyncpg.PostgresConnectionError)
    return "unreachable" if any(isinstance(each, gone) for each in causes) else "other"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """What the database's driver raised, then what was made of it."""
    if isinstance(error, DBAPIError) and isinstance(error.orig, BaseException):
        yield from _causes(error.orig)
    if error.__cause__ is not None:
        yield from _causes(error.__cause__)
    yield error


def _words(error: BaseException) -> str:
    """The first line of what the database or the system says."""
    cause = next(_causes(error))
    said = cause.strerror if isinstance(cause, OSError) and cause.strerror else str(cause)
    return (said or type(cause).__name__).splitlines()[0].rstrip(".")
