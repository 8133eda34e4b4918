"""Signing in, and sessions."""

import asyncio
from datetime import timedelta
from pathlib import Path
from time import sleep
from typing import Literal

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import select
from sqlmodel import col

from house import Running, running
from newcomers import PASSWORD, count, invited, joined, newcomer, operator
from samovar.domain.people.passwords import WrongPassword
from samovar.model.errors import Refused
from samovar.storage.engine.database import Session
from samovar.storage.tables import Invitation, Operator, OperatorSession

# ---------------------------------------------------------------- signing in


async def test_the_right_password_opens_a_session(at: Running):
    await joined(at)
    secret = await at.house.services.accounts.sign_in(" Petr@OLHA.example ", PASSWORD)
    who = await at.house.services.accounts.who(secret)
    assert who and who.name == "Пётр"


@pytest.mark.parametrize("password", ["", "семь чайных ложе", "семь чайных ложек ", PASSWORD.upper(), "x" * 1000])
async def test_a_wrong_password_opens_nothing(at: Running, password: str):
    await joined(at)
    before = await count(at, OperatorSession)
    with pytest.raises(WrongPassword):
        await at.house.services.accounts.sign_in("petr@olha.example", password)
    assert await count(at, OperatorSession) == before


@pytest.mark.parametrize("email", ["nobody@olha.example", "", "petr@olha.example'--", "x" * 254])
async def test_an_unknown_address_is_answered_like_a_wrong_password(at: Running, email: str):
    with pytest.raises(Refused) as refused:
        await at.house.services.accounts.sign_in(email, PASSWORD)
    assert type(refused.value) is WrongPassword


async def test_an_account_without_a_password_cannot_be_signed_in_to(at: Running):
    for password in ("", PASSWORD):
        with pytest.raises(WrongPassword):
            await at.house.services.accounts.sign_in("anna@olha.example", password)


class Watched(PasswordHasher):
    """Notes what each look at a password cost, and how it ended. `seconds`: it takes so long besides."""

    def __init__(self, seconds: float = 0.0) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.looks: list[tuple[str, str]] = []
        self.seconds, self.running, self.most = seconds, 0, 0

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
        self.running += 1
        self.most = max(self.most, self.running)
        sleep(self.seconds)
        self.running -= 1
        try:
            return super().verify(hash, password)
        except Exception as error:
            self.looks.append((str(extract_parameters(str(hash))), type(error).__name__))
            raise


async def test_an_unknown_address_costs_as_much_as_a_known_one(folder: Path):
    hasher = Watched()
    async with running(folder, filled=False, hasher=hasher) as at:
        await joined(at)
        for email in ("petr@olha.example", "nobody@olha.example", "anna@olha.example"):
            with pytest.raises(WrongPassword):
                await at.house.services.accounts.sign_in(email, "wrong password")
    assert len(hasher.looks) == 3 and len(set(hasher.looks)) == 1
    assert hasher.looks[0][1] == VerifyMismatchError.__name__


async def test_passwords_are_kept_as_argon2id_of_full_strength(folder: Path):
    async with running(folder, filled=False, hasher=None) as at:
        accounts = at.house.services.accounts
        await accounts.join(await invited(accounts), newcomer())
        found = (await operator(at, "petr@olha.example")).password
    parameters = extract_parameters(found)
    assert found.startswith("$argon2id$") and PASSWORD not in found
    assert parameters.memory_cost >= 19 * 1024 and parameters.time_cost >= 2


async def test_secrets_of_sessions_and_invitations_are_not_in_the_database(at: Running):
    accounts = at.house.services.accounts
    session, invitation = await joined(at), await invited(accounts, "olga@olha.example")

    def keys(db: Session) -> list[str]:
        return [*db.scalars(select(col(OperatorSession.id))), *db.scalars(select(col(Invitation.id)))]

    assert not {session, invitation} & set(await at.house.services.database.read(keys))


async def test_at_most_two_passwords_are_hashed_at_once(folder: Path):
    hasher = Watched(0.01)
    async with running(folder, filled=False, hasher=hasher) as at:
        accounts = at.house.services.accounts
        await asyncio.gather(*(accounts.sign_in("x@x.ru", "wrong") for _ in range(8)), return_exceptions=True)
    assert hasher.most == 2


# ---------------------------------------------------------------- sessions


async def test_a_session_ends_after_twelve_idle_hours(at: Running):
    secret = await joined(at)
    accounts = at.house.services.accounts
    at.clock.ahead = timedelta(hours=11, minutes=59)
    assert await accounts.who(secret) is not None
    at.clock.ahead = timedelta(hours=12, minutes=1)
    assert await accounts.who(secret) is None
    assert not await accounts.still_in(accounts.key_of(secret))


async def test_a_session_in_use_lives_on_for_thirty_days(at: Running):
    secret, accounts = await joined(at), at.house.services.accounts
    for hours in range(0, 30 * 24, 11):
        at.clock.ahead = timedelta(hours=hours)
        assert await accounts.still_in(accounts.key_of(secret)), hours
    at.clock.ahead = timedelta(days=30, minutes=1)
    assert not await accounts.still_in(accounts.key_of(secret))


async def test_signing_out_ends_one_session_only(at: Running):
    first = await joined(at)
    accounts = at.house.services.accounts
    second = await accounts.sign_in("petr@olha.example", PASSWORD)
    await accounts.sign_out(first)
    assert await accounts.who(first) is None and await accounts.who(second) is not None


async def test_a_disabled_operator_is_out_at_once(at: Running):
    secret, accounts = await joined(at), at.house.services.accounts

    def disable(session: Session) -> None:
        session.scalars(
            select(Operator).where(col(Operator.email) == "petr@olha.example")
        ).one().disabled_at = at.clock()

    await at.house.services.database.write(disable)
    assert await accounts.who(secret) is None
    with pytest.raises(WrongPassword):
        await accounts.sign_in("petr@olha.example", PASSWORD)


@pytest.mark.parametrize("secret", ["", "x", "\ud800", "x" * 10_000, "operator-anna-000"])
async def test_a_made_up_secret_is_nobody(at: Running, secret: str):
    assert await at.house.services.accounts.who(secret) is None
