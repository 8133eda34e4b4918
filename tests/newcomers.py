"""Petr, who is invited and joins; and what is stored of accounts."""

from sqlalchemy import func, select
from sqlmodel import col

from house import Running
from samovar.domain.people.accounts import Accounts
from samovar.domain.people.joining import Newcomer
from samovar.storage.tables import Operator

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
