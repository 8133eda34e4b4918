"""What an operator asks, and what of it the console gets: lists and cards."""

from collections.abc import Callable

from samovar.domain.channels import cities
from samovar.domain.reading.card import CardView, VisitView
from samovar.domain.reading.lists import CountsView, Wanted
from samovar.domain.reading.operator import OperatorReader
from samovar.web import wire
from samovar.web.present.presenter import Presenter, rfc3339

Push = Callable[[bytes], None]


class Queries:
    """The questions of one operator."""

    __slots__ = ("_presenter", "_push", "_reader")

    def __init__(self, presenter: Presenter, reader: OperatorReader, push: Push) -> None:
        self._presenter = presenter
        self._reader = reader
        self._push = push

    async def list(self, frame: wire.List) -> None:
        """A page of conversations."""
        found = await self._reader.page(
            Wanted(
                state=frame.state, limit=frame.limit, before=frame.before, mine=frame.mine, channel=frame.channel,
                visitor_of=frame.visitor_of,
            )
        )  # fmt: skip
        rows, counts = self._presenter.rows(found.rows), [_counts(each) for each in found.counts]
        self._push(wire.encode(wire.Page(rid=frame.rid, rows=rows, next=found.next, counts=counts)))

    async def card(self, frame: wire.Look) -> None:
        """The visitor's card."""
        self._push(wire.encode(self._card(await self._reader.card(frame.conv), frame.rid)))

    def _card(self, view: CardView, rid: str) -> wire.Card:
        return wire.Card(
            rid=rid, conv=view.conv, visitor=view.visitor, name=view.name, phone=view.phone, email=view.email,
            city=view.city, city_latin=cities.latin(view.city), city_how=view.city_how,
            city_by=self._presenter.operator(view.city_by), visits=view.visits,
            visit=_visit(view.visit) if view.visit else None, earlier=self._presenter.rows(view.earlier),
        )  # fmt: skip


def _counts(view: CountsView) -> wire.Counts:
    return wire.Counts(channel=view.channel, waiting=view.waiting, left=view.left, mine=view.mine, open=view.open)


def _visit(view: VisitView) -> wire.Visit:
    pages = [
        wire.PageView(url=each.url, title=each.title, at=rfc3339(each.at), ms=-1 if each.ms is None else each.ms)
        for each in view.pages
    ]
    return wire.Visit(
        started=rfc3339(view.started_at), referrer=view.referrer, source=view.source, utm=view.utm,
        device=view.device, on_site_ms=view.on_site_ms, here=view.here, pages=pages,
    )  # fmt: skip
