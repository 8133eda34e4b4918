"""What the doctor examines: the settings, the database, the running server as it is reached from two sides."""

import asyncio
import ssl
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import httpx2

from samovar.settings import BadSetting, Settings
from samovar.storage.engine.database import Database, Unavailable
from samovar.upkeep import passes
from samovar.upkeep.around import inside

PATIENCE = 10.0
"""Seconds for an answer."""
FORGED = "192.0.2.1"
"""An address that nobody has (RFC 5737)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a question to the server. `status` 0: nothing, and `words` say why."""

    status: int
    words: str = ""
    facts: dict[str, Any] | None = None
    """What a Samovar with our keys says of itself."""


class Patient:
    """One installation, asked anew by each doctor."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.public = urlsplit(settings.origin)
        self.trusting = ssl.create_default_context()
        """As browsers do: only certificates that somebody known vouches for."""
        self.careless = ssl.create_default_context()
        """What a bad certificate is said of once, on its own line; the other lines look behind it."""
        self.careless.check_hostname, self.careless.verify_mode = False, ssl.CERT_NONE
        self._answers: dict[str, asyncio.Task[Answer]] = {}

    @cached_property
    def database(self) -> Database:
        """Raises BadSetting."""
        return Database(self.settings.database_url)

    async def close(self) -> None:
        """Give everything back."""
        if "database" in self.__dict__:
            await self.database.close()

    async def directly(self) -> Answer:
        """What the server says to who asks it without a proxy."""
        return await self._asked(f"http://{inside(self.settings)}")

    async def from_outside(self) -> Answer:
        """What it says through its public address."""
        return await self._asked(self.settings.origin)

    async def pretending(self) -> Answer:
        """The same to somebody who says to be somewhere else."""
        return await self._ask(self.settings.origin, {"x-forwarded-for": FORGED})

    async def knows_itself(self) -> bool:
        """Whether keys and database, by which a server is told from another, can be read at all."""
        try:
            return bool(self.settings.keys and await self.database.epoch())
        except (Unavailable, BadSetting, OSError):
            return False

    async def is_this(self, answer: Answer) -> bool:
        """Whether what answered serves this very database."""
        try:
            return bool(answer.facts and answer.facts["epoch"] == await self.database.epoch())
        except (Unavailable, BadSetting):
            return False

    async def _asked(self, origin: str) -> Answer:
        if origin not in self._answers:
            self._answers[origin] = asyncio.create_task(self._ask(origin, {}))
        return await self._answers[origin]

    async def _ask(self, origin: str, headers: dict[str, str]) -> Answer:
        try:
            shown = {"authorization": f"Bearer {passes.make(self.settings.keys)}"}
            async with httpx2.AsyncClient(verify=self.careless, timeout=PATIENCE, trust_env=False) as client:
                answer = await client.get(f"{origin}/health/doctor", headers=headers | shown)
                return Answer(answer.status_code, "", _facts(answer))
        except (BadSetting, OSError) as error:
            return Answer(0, str(error))
        except httpx2.HTTPError as error:
            return Answer(0, str(error) or type(error).__name__)


def _facts(answer: httpx2.Response) -> dict[str, Any] | None:
    try:
        found = answer.json()
    except ValueError:
        return None
    return found if isinstance(found, dict) and "epoch" in found else None
