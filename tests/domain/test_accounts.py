"""Signing in, invitations, the first administrator."""

import asyncio
from datetime import timedelta
from pathlib import Path
from time import sleep
from typing import Literal

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import func, select
from sqlmodel import col

from house import Running, running
from samovar.domain.people.accounts import (
    Accounts,
    EmailTaken,
    FirstSite,
    Newcomer,
    UsedInvitation,
    WeakPassword,
    WrongPassword,
    check_password,
)
from samovar.model.errors import Refused
from samovar.storage.engine.database import Session
from samovar.storage.tables import Channel, City, Invitation, Membership, Operator, OperatorSession, Site

PASSWORD = "семь чайных ложек"


def newcomer(email: str = "petr@olha.example", password: str = PASSWORD) -> Newcomer:
    return Newcomer(name="Пётр", email=email, password=password, lang="ru")


async def invited(accounts: Accounts, email: str = "petr@olha.example") -> str:
    return await accounts.invite(email=email, name="Пётр", role="operator", channels=["channel-moscow-0000"])


async def joined(at: Running) -> str:
    """Petr has an account; his session's secret."""
    accounts = at.house.services.accounts
    return await accounts.join(await invited(accounts), newcomer())


async def count(at: Running, table: type) -> int:
    counting = select(func.count()).select_from(table)
    return await at.house.services.database.read(lambda session: session.execute(counting).scalar_one())


async def operator(at: Running, email: str) -> Operator:
    wanted = select(Operator).where(col(Operator.email) == email)
    return await at.house.services.database.read(lambda session: session.scalars(wanted).one())


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


# ---------------------------------------------------------------- invitations


async def test_an_invitation_makes_an_operator_of_its_channels(at: Running):
    secret = await joined(at)
    services = at.house.services
    who = await services.accounts.who(secret)
    assert who and (who.email, who.role) == ("petr@olha.example", "operator")
    assert services.directory.channels_of(who.id) == {"channel-moscow-0000"}


async def test_an_invitation_used_twice_is_refused(at: Running):
    accounts = at.house.services.accounts
    secret = await invited(accounts)
    await accounts.join(secret, newcomer())
    with pytest.raises(UsedInvitation):
        await accounts.join(secret, newcomer())
    with pytest.raises(UsedInvitation):
        await accounts.invitation(secret)


async def test_of_many_at_once_exactly_one_account_comes(on_each: Running):
    accounts = on_each.house.services.accounts
    secret, before = await invited(accounts), await count(on_each, Operator)
    came = await asyncio.gather(*(accounts.join(secret, newcomer()) for _ in range(5)), return_exceptions=True)
    assert sum(isinstance(outcome, str) for outcome in came) == 1
    assert sum(isinstance(outcome, UsedInvitation) for outcome in came) == 4
    assert await count(on_each, Operator) == before + 1


async def test_an_invitation_binds_its_address(at: Running):
    accounts = at.house.services.accounts
    await accounts.join(await invited(accounts), newcomer(email="evil@olha.example"))
    assert (await operator(at, "petr@olha.example")).name == "Пётр"


async def test_an_invitation_expires_after_seven_days(at: Running):
    accounts = at.house.services.accounts
    secret = await invited(accounts)
    at.clock.ahead = timedelta(days=7, minutes=-1)
    assert (await accounts.invitation(secret)).name == "Пётр"
    at.clock.ahead = timedelta(days=7, minutes=1)
    with pytest.raises(UsedInvitation):
        await accounts.join(secret, newcomer())
    assert await count(at, Operator) == 5


async def test_two_invitations_to_one_address_make_one_account(at: Running):
    accounts = at.house.services.accounts
    first, second = await invited(accounts), await invited(accounts, "PETR@olha.example")
    await accounts.join(first, newcomer())
    with pytest.raises(EmailTaken):
        await accounts.join(second, newcomer())
    assert await count(at, Operator) == 6


async def test_a_refused_newcomer_may_try_again(at: Running):
    accounts = at.house.services.accounts
    secret = await invited(accounts)
    with pytest.raises(WeakPassword):
        await accounts.join(secret, newcomer(password="1234567890"))
    assert await accounts.join(secret, newcomer())


@pytest.mark.parametrize(
    "password",
    ["", "short", "123456789", "1234567890", "Password123", "QWERTYUIOP", "x" * 1001],
)
def test_short_and_common_passwords_are_refused(password: str):
    with pytest.raises(WeakPassword):
        check_password(password)


@pytest.mark.parametrize("password", ["семь чайных ложек", "x" * 1000, "пароль с пробелами", "🫖" * 10])
def test_long_passwords_of_any_letters_are_taken(password: str):
    check_password(password)


# ---------------------------------------------------------------- the first administrator

FIRST = FirstSite(name="Ольха 2", origins=["https://olha.example"], channel="Нижний Новгород")


async def test_the_first_administrator_founds_a_site_with_a_fallback_channel(empty_house: Running):
    accounts = empty_house.house.services.accounts
    secret = await accounts.invite(email="", name="", role="administrator", channels=[])
    session = await accounts.join(secret, newcomer(), FIRST)
    who = await accounts.who(session)
    directory = empty_house.house.services.directory
    site, [channel] = directory.first_site(), directory.channels()
    assert who and who.role == "administrator" and site
    assert (site.name, site.origins, channel.name, channel.fallback) == (
        "Ольха 2",
        ["https://olha.example"],
        "Нижний Новгород",
        True,
    )
    assert directory.spellings(site.id) == {"nizhniynovgorod": (channel.id, "Нижний Новгород")}
    assert directory.channels_of(who.id) == {channel.id}


async def test_of_two_set_up_links_only_one_founds_anything(empty_house: Running):
    accounts = empty_house.house.services.accounts
    links = [await accounts.invite(email="", name="", role="administrator", channels=[]) for _ in range(2)]
    came = await asyncio.gather(
        *(accounts.join(link, newcomer(email=f"{n}@olha.example"), FIRST) for n, link in enumerate(links)),
        return_exceptions=True,
    )
    assert sorted(type(outcome) for outcome in came if isinstance(outcome, Exception)) == [UsedInvitation]
    counted = [await count(empty_house, table) for table in (Operator, Site, Channel, City, Membership)]
    assert counted == [1, 1, 1, 1, 1]
