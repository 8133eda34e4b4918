"""What people type into forms, checked field by field: the value, or the key of the words that say why not."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from samovar.domain.conversation.rules import NAME
from samovar.domain.people.passwords import PASSWORD_MAX, PASSWORD_MIN, WeakPassword, check_password
from samovar.model.email import is_email
from samovar.model.numbers import whole
from samovar.model.text import has_text
from samovar.origins import NoOrigin, origin
from samovar.web import wire

ORIGINS_MAX = 2000
OF_THIS_COMPUTER = re.compile(r"(localhost|127(\.\d+){3}|\[::1\])(:\d+)?(/|$)", re.I)
"""Nobody has a certificate for such a name."""


@dataclass(slots=True)
class Checked:
    """Values that passed, and refusals: field → (text key, its placeholders)."""

    values: dict[str, Any] = field(default_factory=dict)
    refusals: dict[str, tuple[str, dict[str, object]]] = field(default_factory=dict)

    def refuse(self, name: str, key: str, **places: object) -> None:
        """Say why a field cannot be used; the first reason stays."""
        self.refusals.setdefault(name, (f"pages.errors.{key}", places))


def name(checked: Checked, form: Mapping[str, str], field_name: str, words: str) -> str:
    """A name of something: not empty, not too long, nothing invisible in it. `words`: prefix of its text keys."""
    value = " ".join(form.get(field_name, "").split())
    checked.values[field_name] = value
    if not has_text(value):
        checked.refuse(field_name, f"{words}_empty")
    elif len(value) > NAME:
        checked.refuse(field_name, f"{words}_long", n=NAME)
    elif any(unicodedata.category(letter) in ("Cc", "Cf", "Co", "Cs") for letter in value):
        checked.refuse(field_name, "name_bad")
    return value


def number(checked: Checked, form: Mapping[str, str], field_name: str, least: int, most: int) -> int:
    """A whole number between two; the least where it is none."""
    typed = checked.values[field_name] = form.get(field_name, "").strip()
    found = whole(typed, most)
    if found is None or found < least:
        checked.refuse(field_name, "number_between", least=least, most=most)
        return least
    return found


def grammar(checked: Checked, form: Mapping[str, str]) -> str:
    """How sentences speak of the person: she, he, or neither."""
    value = form.get("grammar", "")
    checked.values["grammar"] = value
    if value not in get_args(wire.Grammar):
        checked.refuse("grammar", "grammar_bad")
    return value


def email(checked: Checked, form: Mapping[str, str]) -> str:
    """One address, as a browser's e-mail field understands it."""
    value = form.get("email", "").strip()
    checked.values["email"] = value
    if not value:
        checked.refuse("email", "email_empty")
    elif not is_email(value):
        checked.refuse("email", "email_bad")
    return value


def password(checked: Checked, form: Mapping[str, str]) -> str:
    """A new password; never shown again."""
    value = form.get("password", "")
    if not value:
        checked.refuse("password", "password_empty")
    elif len(value) < PASSWORD_MIN:
        checked.refuse("password", "password_short", n=PASSWORD_MIN)
    elif len(value) > PASSWORD_MAX:
        checked.refuse("password", "password_long", n=PASSWORD_MAX)
    else:
        try:
            check_password(value)
        except WeakPassword:
            checked.refuse("password", "password_common")
    return value


def language(checked: Checked, form: Mapping[str, str]) -> str:
    """ru or en."""
    value = form.get("language", "")
    checked.values["language"] = value
    if value not in ("ru", "en"):
        checked.refuse("language", "language_bad")
    return value


def origins(checked: Checked, form: Mapping[str, str]) -> list[str]:
    """Addresses of the site, one a line, as origins."""
    text = form.get("origins", "")
    checked.values["origins"] = text
    if len(text) > ORIGINS_MAX:
        checked.refuse("origins", "origins_long", n=ORIGINS_MAX)
        return []
    made = [(piece, site_origin(piece)) for piece in re.split(r"[\s,;]+", text) if piece]
    if not made:
        checked.refuse("origins", "origins_empty")
    for typed, value in made:
        if not value:
            checked.refuse("origins", "origins_bad", value=typed[:80])
    return list(dict.fromkeys(value for _, value in made if value))


def site_origin(typed: str) -> str:
    """The origin of an address somebody typed ("olha.example", "https://olha.example/page"); empty when it is none.

    A bare word is only one with its http:// before it: it is more often a word that came along.
    """
    try:
        made = origin(typed if "://" in typed else f"{'http' if OF_THIS_COMPUTER.match(typed) else 'https'}://{typed}")
    except NoOrigin:
        return ""
    host = made.split("//")[1]
    return made if "://" in typed or "localhost" in host or re.search(r"[.:]", host) else ""
