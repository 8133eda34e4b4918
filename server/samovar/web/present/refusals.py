"""Refusals as frames and HTTP answers: one table of codes, one sentence each in the person's language."""

from samovar.model.errors import Refused
from samovar.texts import Texts
from samovar.web import wire
from samovar.web.present.presenter import Presenter, rfc3339

STATUS = {
    "not_found": 404,
    "forbidden": 403,
    "no_site": 404,
    "not_listed": 403,
    "too_long": 413,
    "rate": 429,
    "unavailable": 503,
    "wrong_password": 401,
    "used_invitation": 410,
    "taken": 409,
    "stale_lock": 409,
    "closed": 409,
    "full": 409,
    "unstorable": 422,
}
"""HTTP status of a code; 400 where none is named."""


class Refusals:
    """Says no in the person's language."""

    def __init__(self, texts: Texts, frames: Presenter) -> None:
        self._texts = texts
        self._presenter = frames

    def text(self, refusal: Refused, lang: str) -> str:
        """What happened, what is safe, what to do."""
        by = self._presenter.operator(refusal.by)
        places = {"name": by.name if by else "", "max": refusal.most}
        return self._texts.get(lang, f"refusals.{refusal.words or refusal.code}", **places)

    def no(self, refusal: Refused, lang: str, *, cid: str = "", rid: str = "") -> bytes:
        """The refusal as a frame."""
        return wire.encode(
            wire.No(
                cid=cid, rid=rid, code=refusal.code, text=self.text(refusal, lang), retry=refusal.retry,
                after_ms=refusal.after_ms, by=self._presenter.operator(refusal.by), at=rfc3339(refusal.at),
            )
        )  # fmt: skip

    def problem(self, refusal: Refused, lang: str) -> tuple[int, bytes]:
        """The refusal as an HTTP status and body."""
        problem = wire.Problem(code=refusal.code, text=self.text(refusal, lang), lang=lang, after_ms=refusal.after_ms)
        return STATUS.get(refusal.code, 400), wire.encoder.encode(problem)
