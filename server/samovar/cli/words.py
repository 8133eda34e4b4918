"""What commands say, in the language of the settings."""

import os

from samovar.settings import Settings
from samovar.texts import LANGS, Texts
from samovar.texts.telling import tell

TEXTS = Texts.load()


class Stop(Exception):
    """The command cannot go on; the text says what to do."""


def stop(settings: Settings, key: str, **values: object) -> Stop:
    """The same, in words."""
    return Stop(TEXTS.get(settings.lang, f"cli.{key}", **values))


def say(settings: Settings, key: str, **values: object) -> None:
    """Print a sentence."""
    tell(TEXTS.get(settings.lang, f"cli.{key}", **values))


def words(key: str, **values: object) -> str:
    """A sentence where no settings could be read: in the language that the environment names."""
    lang = os.environ.get("SAMOVAR_LANG", "ru")
    return TEXTS.get(lang if lang in LANGS else "ru", f"cli.{key}", **values)
