"""What frames are made of: the kinds of structs, and the values that many of them carry."""

from typing import Annotated, Literal

import msgspec

from samovar.domain.conversation.rules import NAME

Id = Annotated[str, msgspec.Meta(min_length=16, max_length=64, pattern=r"^[A-Za-z0-9_-]+\Z")]
"""A public id: random, 128 bits or more, URL-safe base64."""
Seq = Annotated[int, msgspec.Meta(ge=0, lt=2**31)]
Text = str
"""What a person wrote. Its length is limited in words (`too_long`); the frame's size bounds it before."""
Name = Annotated[str, msgspec.Meta(max_length=NAME)]
Token = Annotated[str, msgspec.Meta(max_length=4096)]
"""A signed token of ours."""

Lang = Literal["ru", "en"]
State = Literal["waiting", "held", "closed"]
Presence = Literal["online", "busy", "away", "offline"]
Origin = Literal["incoming", "invited", "outgoing"]
Grammar = Literal["", "she", "he"]
"""How sentences speak of somebody; empty: in wordings that need neither."""


class In(msgspec.Struct, forbid_unknown_fields=True, tag_field="t", kw_only=True):
    """A frame from a client."""


class Out(msgspec.Struct, omit_defaults=True, tag_field="t", kw_only=True):
    """A frame from the server. Fields equal to their default are left out."""


class Part(msgspec.Struct, omit_defaults=True, kw_only=True):
    """A piece of a server frame."""


class PartIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A piece of a client frame."""
