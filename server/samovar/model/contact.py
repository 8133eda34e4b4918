"""How a visitor may be answered when they are gone."""

from typing import Literal

import msgspec

Way = Literal["chat", "phone", "telegram", "whatsapp", "max", "viber", "sms", "email"]
"""Where they would like to be answered."""
CALLED: frozenset[Way] = frozenset(("phone", "telegram", "whatsapp", "max", "viber", "sms"))
"""Ways that need a phone number."""


class Agreed(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody agreed to, as it was shown. `version`: the site's count of its own words, 0: those of the house."""

    version: int
    text: str
    link: str = ""


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """A phone number (E.164) or an e-mail address that a visitor left, with what they agreed to."""

    kind: Literal["phone", "email"]
    value: str
    way: Way
    consent: Agreed
    category: str = ""
    """What the question is about, in the company's words."""
