"""What a page says of itself in the widget's questions. It is made fit where it is not, and never refused: an odd
title or city must not decide whether there is a chat at all."""

import re
from typing import Any

from samovar.domain.letters import cut
from samovar.domain.texts import plain

_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")
_SAID = {"city": 100, "lang": 35}
TOKEN = 4096
_PAGE = {"url": 2048, "title": 300, "referrer": 2048}


def forgiven(question: Any) -> Any:
    """The same question, with decoration cut to its limits, and dropped where it is no text."""
    if not isinstance(question, dict):
        return question
    fit = {name: plain(value) if isinstance(value, str) else value for name, value in question.items()}
    fit |= {name: _text(fit[name], most) for name, most in _SAID.items() if name in fit}
    if "key" in fit:
        fit |= _newcomer(fit)
    if "page" in fit:
        fit["page"] = _page(fit["page"])
    return fit


def _newcomer(start: dict[str, Any]) -> dict[str, Any]:
    """Whoever has no token that is one is new; a choice that is no channel is none; a page is any page."""
    channel, token = start.get("channel"), start.get("token")
    return {
        "channel": channel if isinstance(channel, str) and _ID.fullmatch(channel) else None,
        "token": token if isinstance(token, str) and len(token) <= TOKEN else "",
        "page": start.get("page"),
    }


def _page(page: Any) -> Any:
    given = page if isinstance(page, dict) else {}
    return given | {name: _text(given.get(name), most) for name, most in _PAGE.items()}


def _text(value: Any, most: int) -> str:
    return cut(plain(value), most) if isinstance(value, str) else ""
