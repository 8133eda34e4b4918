"""Whoever joins: the first administrator of an empty house, invited colleagues; and what is stored of them."""

from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from house import Running
from samovar.storage.tables import Base

PASSWORD = "семь чайных ложек"
FIRST = {
    "name": "Марина Ольхина", "email": "marina@olha.example", "password": PASSWORD, "language": "ru", "site": "Ольха",
    "origins": "https://olha.example\nhttps://www.olha.example/kuhni", "channel": "Москва",
}  # fmt: skip


async def count(at: Running, table: Any) -> int:
    counting = select(func.count()).select_from(table)
    return await at.house.services.database.read(lambda session: session.execute(counting).scalar_one())


async def stored(at: Running) -> dict[str, int]:
    tables = {name: table for name, table in Base.metadata.tables.items() if name != "invitation"}
    return {name: await count(at, table) for name, table in tables.items()}


async def one(at: Running, table: Any, **where: str) -> Any:
    wanted = select(table).where(*(col(getattr(table, name)) == value for name, value in where.items()))
    return await at.house.services.database.read(lambda session: session.scalars(wanted).one())


async def link(at: Running) -> str:
    secret = await at.house.services.accounts.invite(email="", name="", role="administrator", channels=[])
    return f"/setup/{secret}"


async def invited(at: Running, **more: Any) -> str:
    values = {
        "email": "petr@olha.example", "name": "Пётр", "role": "operator", "channels": ["channel-moscow-0000"],
        "invited_by": "operator-marina-000",
    } | more  # fmt: skip
    return f"/invite/{await at.house.services.accounts.invite(**values)}"
