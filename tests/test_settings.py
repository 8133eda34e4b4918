"""Settings come from the environment, once, and say what is wrong with them."""

from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from samovar.environment import from_environment, unknown_in
from samovar.settings import BadSetting, Limits, Settings


def test_nothing_said_means_the_defaults():
    assert from_environment({}) == Settings()
    assert from_environment({"SAMOVAR_PORT": "", "SAMOVAR_LIMITS": "x", "SAMOVAR_DEMO": "1"}) == Settings()


def test_every_kind_of_value_is_read():
    found = from_environment(
        {"SAMOVAR_PORT": "9000", "SAMOVAR_COMPRESSION": "Yes", "SAMOVAR_DATA": "/srv/x", "SAMOVAR_LANG": "en"}
    )
    assert (found.port, found.compression, found.data, found.lang) == (9000, True, Path("/srv/x"), "en")


def test_what_is_given_wins_over_the_environment():
    assert from_environment({"SAMOVAR_PORT": "9000"}, port=7000, host=None).port == 7000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"), ("PORT", "-1"), ("PORT", "65536"), ("PORT", "8000.5"), ("URL", "chat.example.com"),
        ("URL", "ftp://chat.example.com"), ("URL", "https://"), ("URL", "https://chat.example.com/chat"),
        ("LIMIT_SOCKETS", "0"), ("LIMIT_SOCKETS", "many"), ("LIMIT_HELLO_SECONDS", "-1"), ("LANG", "de"),
        ("LIMIT_HELLO_SECONDS", "nan"), ("GEOIP_DB", "/no/such/file"), ("COMPRESSION", "maybe"), ("LOG_LEVEL", "loud"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_used_is_named_with_what_would_do(name: str, value: str):
    with pytest.raises(BadSetting, match=f"SAMOVAR_{name}"):
        from_environment({f"SAMOVAR_{name}": value})


def test_every_limit_can_be_set():
    found = from_environment({"SAMOVAR_LIMIT_SOCKETS": "5", "SAMOVAR_LIMIT_MESSAGES_PER_SECOND": "2.5"})
    assert found.limits == Limits(sockets=5, messages_per_second=2.5)
    named = {f"SAMOVAR_LIMIT_{each.name.upper()}": "7" for each in fields(Limits)}
    assert all(getattr(from_environment(named).limits, each.name) == 7 for each in fields(Limits))


def test_settings_do_not_change():
    with pytest.raises(FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("url", "origin", "secure"),
    [
        ("https://Chat.Example.com", "https://chat.example.com", True),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000", False),
    ],
)
def test_our_origin_is_as_browsers_send_it(url: str, origin: str, secure: bool):
    settings = Settings(url=url)
    assert (settings.origin, settings.secure) == (origin, secure)


def test_keys_are_long_and_the_newest_comes_last(tmp_path: Path):
    (tmp_path / "secret").write_text("a" * 32 + "\n\n" + "b" * 40 + "\n")
    assert Settings(data=tmp_path).keys == ["a" * 32, "b" * 40]
    assert Settings(secret=f"{'c' * 32}, {'d' * 32}").keys == ["c" * 32, "d" * 32]
    for secret in ("short", f"{'c' * 32},short", ","):
        with pytest.raises(BadSetting, match="32"):
            _ = Settings(secret=secret).keys


def test_the_database_is_a_file_in_the_folder_unless_named(tmp_path: Path):
    assert Settings(data=tmp_path).database_url == f"sqlite:///{tmp_path}/samovar.db"
    assert Settings(database="postgresql://x/y").database_url == "postgresql://x/y"


def test_what_is_no_variable_is_unknown_though_it_is_a_field():
    known = {"SAMOVAR_PORT": "1", "SAMOVAR_LIMIT_SOCKETS": "5"}
    assert list(unknown_in(known | {"SAMOVAR_LIMITS": "x", "SAMOVAR_DEMO": "1"})) == ["SAMOVAR_DEMO", "SAMOVAR_LIMITS"]
