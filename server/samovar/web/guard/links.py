"""The link of a letter back to its talk: in a page's address, where neither servers nor other sites are told of it."""

from samovar.model.people import Visitor
from samovar.web.guard.tokens import BadToken, Tokens

MARK = "#samovar="


def without_link(url: str) -> str:
    """A page's address, without what a letter put there: that lets one in, and is kept nowhere."""
    return url.partition(MARK)[0]


def link_of(url: str, tokens: Tokens) -> tuple[Visitor, str] | None:
    """To whom the letter was written that somebody came by, and the contact it went to."""
    token = url.partition(MARK)[2]
    try:
        return tokens.link(token) if token else None
    except BadToken:
        return None
