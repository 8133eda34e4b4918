"""What an operator asks: lists, cards, colleagues. Each answer tells no more than he may know."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from samovar.domain.channels import cities
from samovar.domain.conversation import rules
from samovar.domain.reading.card import Access, Card, card, on_site_ms
from samovar.model.conversation import Conversation
from samovar.model.errors import NotFound
from samovar.model.people import Operator
from samovar.storage.queries import lists
from samovar.storage.tables import PageView, Visit
from samovar.web import wire
from samovar.web.present.cursors import cursor_of, parse_cursor
from samovar.web.present.presenter import rfc3339
from samovar.web.services import Services

Push = Callable[[bytes], None]
STATES: dict[str, tuple[str, ...]] = {"open": ("waiting", "held"), "closed": ("closed",), "all": ()}


class Queries:
    """The questions of one operator."""

    def __init__(self, services: Services, member: Operator) -> None:
        self._services = services
        self._member = member

    # ------------------------------------------------ lists

    async def answer(self, frame: wire.List, push: Push) -> None:
        """A page of conversations, with the counts of his channels."""
        channels = self._channels()
        if frame.visitor_of:
            return await self._earlier(frame, frame.visitor_of, push)
        rows = await self._page(frame, channels)
        made, counts = [self.row(talk) for talk in rows], await self._counts(channels)
        push(wire.encode(wire.Page(rid=frame.rid, rows=made, next=cursor_of(rows, frame.limit), counts=counts)))

    async def _counts(self, channels: Sequence[str]) -> list[wire.Counts]:
        counted = await self._services.database.read(lists.counts, channels, self._member.id)
        waiting = await self._services.database.read(lists.waiting_visitors, channels)
        left = Counter(each[0] for each in waiting if not self._services.presenter.waits_here(*each[1:]))
        return [
            wire.Counts(channel=each[0], waiting=each[1], left=left[each[0]], mine=each[2], open=each[3])
            for each in counted
        ]

    async def _page(self, frame: wire.List, channels: Sequence[str]) -> Sequence[Conversation]:
        if frame.channel is not None and frame.channel not in channels:
            raise NotFound
        chosen = [frame.channel] if frame.channel else (None if frame.mine else channels)
        return await self._services.database.read(
            lists.page, channels=chosen, states=STATES[frame.state],
            person=self._member.id if frame.mine else None, before=parse_cursor(frame.before), limit=frame.limit,
        )  # fmt: skip

    async def _earlier(self, frame: wire.List, conv: str, push: Push) -> None:
        """Conversations of the visitor of one he may read, as far as he may read them."""
        found = await self._services.access.ask(conv)
        if found is None:
            raise NotFound
        rules.require_read(self._member, found.talk, found.holder == self._member.id)
        rows = await self._services.database.read(
            lists.page, visitor=found.talk.visitor_id, states=STATES[frame.state],
            person=rules.whose(self._member, found.holder), before=parse_cursor(frame.before), limit=frame.limit,
        )  # fmt: skip
        made = [self._services.presenter.row(talk, "full") for talk in rows]
        subscriptions = cursor_of(rows, frame.limit, of_visitor=True)
        push(wire.encode(wire.Page(rid=frame.rid, rows=made, next=subscriptions)))

    def row(self, talk: Conversation) -> wire.Row:
        """A row as he may see it."""
        return self._services.presenter.row(talk, "full" if rules.can_see_content(self._member, talk) else "locked")

    def _channels(self) -> list[str]:
        return [
            each.id for each in self._services.directory.channels()
            if self._member.sees_all or each.id in self._member.channels
        ]  # fmt: skip

    # ------------------------------------------------ the card

    async def card(self, frame: wire.Look, sight: Access, push: Push) -> None:
        """The visitor's card; whether he may see it is checked before."""
        talk = sight.talk
        found = await self._services.database.read(card, talk, rules.whose(self._member, sight.holder))
        visitor = found.visitor
        push(
            wire.encode(
                wire.Card(
                    rid=frame.rid, conv=talk.id, visitor=visitor.id, name=visitor.called or visitor.name,
                    phone=visitor.phone, email=visitor.email, city=visitor.city, city_latin=cities.latin(visitor.city),
                    city_how=visitor.city_how, city_by=self._services.presenter.operator(visitor.city_by),
                    visits=visitor.visits, visit=self._visit(found),
                    earlier=[self._services.presenter.row(each, "full") for each in found.earlier],
                )
            )
        )  # fmt: skip

    def _visit(self, found: Card) -> wire.Visit | None:
        visit = found.visit
        if visit is None:
            return None
        here, until = self._on_site(visit)
        return wire.Visit(
            started=rfc3339(visit.started_at), referrer=visit.referrer, source=visit.source,
            utm={key: str(value) for key, value in visit.utm.items()}, device=visit.device,
            on_site_ms=on_site_ms(visit, until), here=here, pages=_pages(found.pages, None if here else until),
        )  # fmt: skip

    def _on_site(self, visit: Visit) -> tuple[bool, datetime]:
        """Whether the visitor is on the site, and until when at least they were."""
        now, quiet = self._services.clock(), self._services.visitors.quiet_for(visit.visitor_id)
        if self._services.visitors.here(visit.visitor_id):
            return True, now
        return False, visit.seen_at if quiet is None else max(visit.seen_at, now - timedelta(seconds=quiet))


def _pages(pages: Sequence[PageView], until: datetime | None) -> list[wire.PageView]:
    """Newest first; each page lasted until the next one, the last one to `until`, or still."""
    made = []
    for view in pages:
        ms = -1 if until is None else max(0, int((until - view.at).total_seconds() * 1000))
        made.append(wire.PageView(url=view.url, title=view.title, at=rfc3339(view.at), ms=ms))
        until = view.at
    return made
