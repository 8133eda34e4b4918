"""The second factor: a code from an app (RFC 6238), or one on paper for whoever has lost the app.

No code counts twice, nor one of 30 s that are older than the last one used.
"""

import logging
import re
import secrets
import unicodedata
from collections.abc import Callable, Sequence
from datetime import datetime
from hmac import compare_digest

from samovar.domain.company.journal import record
from samovar.domain.people.links import digest
from samovar.model.errors import Refused
from samovar.sealing import BrokenSeal, Seal
from samovar.storage.engine.database import Database, Session
from samovar.storage.engine.writer import Writer
from samovar.storage.queries import access
from samovar.storage.tables import Operator

log = logging.getLogger(__name__)
STEP = 30
"""Seconds a code is shown for."""
NEIGHBOURS = (0, -1, 1)
"""Clocks of telephones are as far apart as this, in steps."""
PAPER_CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Nothing that is read as another: no i, l, o, 0, 1."""


class WrongCode(Refused):
    """Not the code of now, nor one on paper that is left."""

    code = "wrong_code"


class UsedCode(Refused):
    """The right code, once more."""

    code = "used_code"


class SecondFactor:
    """Who has one, and whether a code is right."""

    def __init__(self, database: Database, writer: Writer, clock: Callable[[], datetime], seal: Seal) -> None:
        self._database = database
        self._writer = writer
        self._clock = clock
        self._seal = seal

    async def paper_left(self, operator_id: str) -> int | None:
        """How many codes on paper are left; nothing where no second factor is on."""
        return await self._database.read(access.paper_left, operator_id)

    async def switch_on(self, operator_id: str, secret: str, typed: str) -> list[str]:
        """From now on, if the app shows what it should. Gives the codes for paper. Raises WrongCode."""
        step = self._step(secret, plain_code(typed))
        if step is None:
            raise WrongCode
        codes, sealed = new_codes(), self._seal.close(secret)
        keys = _keys(operator_id, codes)
        await self._writer.run(lambda session: _put(session, operator_id, sealed, step, keys))
        return codes

    async def check(self, operator_id: str, typed: str) -> None:
        """Use a code. Raises WrongCode, UsedCode."""
        code = plain_code(typed)
        if len(code) != 6:
            return await self._use_paper(operator_id, code)
        step = self._step(await self._secret(operator_id), code)
        if step is None:
            raise WrongCode
        if not await self._writer.run(lambda session: access.use_step(session, operator_id, step)):
            raise UsedCode

    async def new_paper(self, operator_id: str) -> list[str]:
        """Other codes on paper: those before are worth nothing any more."""
        codes = new_codes()
        keys = _keys(operator_id, codes)
        await self._writer.run(lambda session: access.put_paper(session, operator_id, keys))
        return codes

    async def switch_off(self, operator_id: str, by: str | None) -> None:
        """From now on the password is enough. `by`: whoever decided so; none: on the command line."""
        await self._writer.run(lambda session: _drop(session, operator_id, by))

    async def _use_paper(self, operator_id: str, code: str) -> None:
        [key] = _keys(operator_id, [code])
        if not await self._writer.run(lambda session: access.use_paper(session, operator_id, key)):
            raise WrongCode

    async def _secret(self, operator_id: str) -> str:
        sealed = await self._database.read(access.factor_secret, operator_id)
        try:
            return self._seal.open(sealed)
        except BrokenSeal:
            log.warning(
                "the second factor of %s was sealed with a key that is not here; codes on paper do", operator_id
            )
            return ""

    def _step(self, secret: str, code: str) -> int | None:
        """Of which 30 s the code is; nothing where it is of none near now."""
        now = int(self._clock().timestamp()) // STEP
        return next((now + each for each in NEIGHBOURS if secret and _same(secret, now + each, code)), None)


def _put(session: Session, operator_id: str, sealed: str, step: int, paper: Sequence[str]) -> None:
    access.put_factor(session, operator_id, sealed, step, paper)
    _note(session, operator_id, operator_id, on=True)


def _drop(session: Session, operator_id: str, by: str | None) -> None:
    if access.paper_left(session, operator_id) is not None:
        access.drop_factor(session, operator_id)
        _note(session, operator_id, by, on=False)


def _note(session: Session, operator_id: str, by: str | None, *, on: bool) -> None:
    name = session.get_one(Operator, operator_id).name
    record(session, by, "operator", operator_id, "changed", {"second_factor": [not on, on]}, name=name)


def new_secret() -> str:
    """For an app: 160 random bits in base32."""
    import pyotp

    return pyotp.random_base32()


def app_address(secret: str, email: str, issuer: str) -> str:
    """What the picture for the app says."""
    import pyotp

    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def new_codes() -> list[str]:
    """For paper, four groups of four: 79 random bits each."""
    return ["-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4)) for _ in range(PAPER_CODES)]


def plain_code(typed: str) -> str:
    """One spelling of a code, however it was typed: only letters and figures count."""
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKC", typed).casefold())[:40]


def _same(secret: str, step: int, code: str) -> bool:
    import pyotp

    return compare_digest(pyotp.TOTP(secret, interval=STEP).at(step * STEP).encode(), code.encode())


def _keys(operator_id: str, codes: Sequence[str]) -> list[str]:
    return [digest(f"{operator_id} {plain_code(each)}") for each in codes]
