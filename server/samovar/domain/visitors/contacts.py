"""Reads what a visitor typed as phone or e-mail."""

from typing import Literal

from samovar.model.contact import CALLED, Way
from samovar.model.email import fold_email, is_email
from samovar.model.errors import BadContact
from samovar.model.text import line

Kind = Literal["phone", "email"]
HOME = "RU"
"""Where a number without its country's code is from."""


def read(typed: str, way: Way) -> tuple[Kind, str]:
    """What it is, and its one spelling. Raises BadContact, also where the way of answering needs the other."""
    text = line(typed)
    kind: Kind = "email" if "@" in text else "phone"
    if kind == "email" and way in CALLED:
        raise BadContact("needs_phone")
    if kind == "phone" and way == "email":
        raise BadContact("needs_email")
    return kind, _email(text) if kind == "email" else phone(text)


def _email(text: str) -> str:
    address = fold_email(text)
    if not is_email(address):
        raise BadContact("bad_email")
    return address


def phone(text: str) -> str:
    """A phone number as E.164, in whatever spelling it came. Raises BadContact."""
    # When it is first needed: the start waits for nothing.
    import phonenumbers

    try:
        number = phonenumbers.parse(text, HOME)
    except phonenumbers.NumberParseException:
        raise BadContact("bad_phone") from None
    if not phonenumbers.is_possible_number(number):
        raise BadContact("bad_phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
