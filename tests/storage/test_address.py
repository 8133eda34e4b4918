"""Addresses of databases, as administrators write them and providers give them."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from house import fill
from samovar.settings import BadSetting, Settings, sqlite_url
from samovar.storage.engine.address import address
from samovar.storage.engine.database import Database
from samovar.storage.engine.opening import make_ready

ODD = ["a%20b", "a?b", "a#b", "a b", "a%b", "a&b=c", "кухня", "a:b", "a@b", "a+b", "%"]


@pytest.mark.parametrize("name", ODD)
async def test_a_folders_name_is_no_part_of_an_address(tmp_path: Path, name: str):
    folder = tmp_path / name
    os.mkdir(folder)
    url = Settings(data=folder).database_url
    assert url == sqlite_url(folder / "samovar.db")
    await fill(url)
    assert os.listdir(tmp_path) == [name]
    with closing(sqlite3.connect(folder / "samovar.db")) as found:
        assert found.execute("SELECT count(*) FROM house").fetchone() == (1,)


@pytest.mark.parametrize(
    "parameters",
    [
        "sslmode=prefer", "sslmode=disable&connect_timeout=10", "application_name=samovar", "channel_binding=prefer",
        "connect_timeout=5&application_name=samovar&keepalives=1&keepalives_idle=30&gssencmode=disable",
        "options=-c%20statement_timeout%3D20000", "target_session_attrs=any", "search_path=public",
        "client_encoding=utf8",
    ],
)  # fmt: skip
@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg2", "postgresql+asyncpg"])
async def test_an_address_with_a_providers_parameters_opens(postgres: str, scheme: str, parameters: str):
    sign = "&" if "?" in postgres else "?"
    at = Database(postgres.replace("postgresql", scheme, 1) + sign + parameters)
    try:
        await make_ready(at)
        assert await at.epoch()
    finally:
        await at.close()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("mysql://root@localhost/chat", "mysql"), ("chat.db", "SAMOVAR_DATABASE"),
        ("/var/lib/chat.db", "SAMOVAR_DATABASE"),
        ("sqlite://", "sqlite:///path"), ("sqlite:///:memory:", "sqlite:///path"), ("sqlite://host/path", "sqlite:///path"),
        ("sqlite:///x.db?timeout=5&mode=ro", "mode, timeout"), ("postgresql://h/n?sslmode", "parameter=value"),
        ("postgresql://h/n?connect_timeout=soon", "connect_timeout=soon"), ("postgresql//x", "SAMOVAR_DATABASE"),
        ("postgresql://h/n?target_session_attrs=x", "target_session_attrs=x: needs any, primary, standby, read-write"),
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_read_is_named_with_what_would_do(text: str, named: str):
    with pytest.raises(BadSetting, match=named):
        address(text)


def test_a_password_is_never_told():
    with pytest.raises(BadSetting) as refused:
        address("mysql://root:hush@localhost/chat")
    assert "hush" not in str(refused.value)
    assert "hush" not in address("postgresql://root:hush@localhost:5432/chat").where
