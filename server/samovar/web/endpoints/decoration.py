"""What a page says of itself in the widget's questions. It is made fit where it is not, and never refused: an odd
title or city must not decide whether there is a chat at all."""

import json
from typing import Any, TypeVar

import msgspec

from samovar.domain.conversation.rules import NAME
from samovar.live import strangers
from samovar.model.errors import BadRequest
from samovar.model.letters import cut
from samovar.model.text import plain
from samovar.web import wire

T = TypeVar("T")

_SAID = {"city": NAME, "lang": wire.LANG}
_PAGE = {"url": wire.URL, "title": wire.TITLE, "referrer": wire.URL}


def question_of(decoder: "msgspec.json.Decoder[T]", body: bytes) -> T:
    """A question as it was sent; or, where it is none, once more without what a page may have odd. The standard library
    reads half an emoji, too. Raises BadRequest."""
    try:
        return decoder.decode(body)
    except wire.UNREADABLE:
        return _forgiving(decoder.type, body)


def _forgiving(kind: type[T], body: bytes) -> T:
    try:
        return msgspec.convert(forgiven(json.loads(body)), kind)
    except (ValueError, RecursionError) as error:
        strangers.log.info("bad question: %s", str(error)[:200])
        raise BadRequest from None


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
        "channel": channel if _is(wire.Id, channel) else None,
        "token": token if _is(wire.Token, token) else "",
        "page": start.get("page"),
    }


def _page(page: Any) -> Any:
    given = page if isinstance(page, dict) else {}
    return given | {name: _text(given.get(name), most) for name, most in _PAGE.items()}


def _text(value: Any, most: int) -> str:
    return cut(plain(value), most) if isinstance(value, str) else ""


def _is(kind: Any, value: Any) -> bool:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True
