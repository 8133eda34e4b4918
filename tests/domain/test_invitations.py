"""Invitations, and the first administrator."""

import asyncio
from datetime import timedelta

import pytest

from house import Running
from newcomers import count, invited, joined, newcomer, operator
from samovar.domain.people.joining import EmailTaken, FirstSite, UsedInvitation
from samovar.domain.people.passwords import WeakPassword, check_password
from samovar.storage.tables import Channel, City, Membership, Operator, Site


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
    written = await empty_house.house.services.journal.page()
    assert {(each.what, each.verb, each.name, each.by) for each in written} == {
        ("operator", "joined", who.name, who.id), ("site", "added", "Ольха 2", who.id),
        ("channel", "added", "Нижний Новгород", who.id),
    }  # fmt: skip


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
