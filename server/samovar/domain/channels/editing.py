"""A company's channels: added, changed, put in order, closed; their cities and people, and how far they reach."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from samovar.domain.channels import gazetteer
from samovar.domain.channels.channel_words import ChannelWords, NameTaken, NowhereToGo
from samovar.domain.channels.city_lines import by_hand, lines_of, lying, places_of, write_cities
from samovar.domain.channels.directory import Directory
from samovar.domain.channels.editor import Editor
from samovar.domain.company.journal import Changes, Verb, edit, record
from samovar.domain.mails import queue
from samovar.live.hub import Hub
from samovar.model.errors import NotFound
from samovar.storage.engine.database import Session
from samovar.storage.engine.writer import Writer
from samovar.storage.queries import channels as rows
from samovar.storage.tables import Channel, Operator, Site, new_id

ADDRESS_LASTS = timedelta(days=7)
"""How long a link that confirms an address may be used."""


class Channels(Editor):
    """Changes them, tells everybody, writes the journal. `link`: the path of a page that confirms an address of a
    channel; `by`: the administrator."""

    def __init__(
        self, writer: Writer, directory: Directory, hub: Hub, clock: Callable[[], datetime],
        link: Callable[[str, str], str],
    ) -> None:  # fmt: skip
        super().__init__(writer, directory, hub)
        self._clock = clock
        self._link = link

    async def add(self, site_id: str, said: ChannelWords, by: Operator) -> str:
        """A new channel, the last in order; the first of a site takes all other cities too. Raises NameTaken,
        CityTaken, TooManyLetters."""

        def work(session: Session) -> str:
            others = rows.of_site(session, site_id)
            _require_free(said.name, others)
            made = Channel(site_id=site_id, position=len(others), fallback=not others, **said.row)
            session.add(made)
            session.flush()
            write_cities(session, made, said.cities, said.spots)
            rows.set_members(session, made.id, said.members)
            record(session, by.id, "channel", made.id, "added", name=made.name)
            self._ask(session, made, by)
            return made.id

        await asyncio.to_thread(gazetteer.ready)
        return await self.done(work)

    async def change(self, channel_id: str, rev: int, said: ChannelWords, by: Operator) -> None:
        """As read at revision `rev`. Raises ChangedSince, NotFound, NameTaken, CityTaken, TooManyLetters."""

        def work(session: Session) -> None:
            channel = _channel(session, channel_id)
            others = [each for each in rows.of_site(session, channel.site_id) if each.id != channel_id]
            _require_free(said.name, others)
            kept, members = rows.cities(session, channel.site_id), rows.members(session, channel_id)
            spots = by_hand(kept, channel_id)
            lie = lying({**spots, **said.spots}, said.cities)
            beside = {
                "cities": (lines_of(kept, channel_id), list(said.cities)),
                "places": (places_of(spots), places_of(lie)),
                "members": (members, sorted(said.members)),
            }
            changes = edit(session, channel, rev, said.row, by=by.id, what="channel", beside=beside)
            if changes.keys() & {"cities", "places"}:
                write_cities(session, channel, said.cities, lie)
            if "members" in changes:
                rows.set_members(session, channel_id, said.members)
            if "email" in changes:
                channel.email_confirmed_at = None
                self._ask(session, channel, by)

        await asyncio.to_thread(gazetteer.ready)
        await self.done(work)

    async def move(self, channel_id: str, up: bool, by: Operator) -> None:
        """One place up or down in the order."""

        def work(session: Session) -> None:
            channel = _channel(session, channel_id)
            order = list(rows.of_site(session, channel.site_id))
            at = order.index(channel)
            to = max(0, min(len(order) - 1, at + (-1 if up else 1)))
            order.insert(to, order.pop(at))
            for position, each in enumerate(order):
                each.position = position
            if at != to:
                self._said(session, channel, "changed", by, {"position": [at + 1, to + 1]})

        await self.done(work)

    async def reach(self, site_id: str, rev: int, fallback: str, radius_km: int, by: Operator) -> None:
        """Where cities without a channel go: the nearest one within so many kilometres, then `fallback`, a channel's
        id or nothing. Raises ChangedSince, NotFound."""

        def work(session: Session) -> None:
            site = session.get(Site, site_id, with_for_update=True)
            if site is None:
                raise NotFound
            every = {each.id: each for each in rows.of_site(session, site_id)}
            if fallback and (fallback not in every or every[fallback].closed_at):
                raise NotFound
            was = next((each.id for each in every.values() if each.fallback), "")
            values = {"settings": site.settings | {"radius_km": radius_km}}
            changes = edit(session, site, rev, values, by=by.id, what="site", beside={"fallback": (was, fallback)})
            if "fallback" in changes:
                rows.no_fallback(session, site_id)
                session.flush()
                session.expire_all()
                if fallback:
                    _channel(session, fallback).fallback = True

        await self.done(work)

    async def close(self, channel_id: str, to: str, by: Operator) -> list[str]:
        """For good: no visitor comes there any more. While conversations are open there, nothing is done but to name
        them: they go to the channel `to` first, so that none is ever left in a channel that is closed. Raises
        NowhereToGo where there is no such channel, NotFound."""

        def work(session: Session) -> list[str]:
            channel, talks = _channel(session, channel_id), rows.open_talks(session, channel_id)
            others = [each for each in rows.of_site(session, channel.site_id) if each.closed_at is None]
            if talks and to not in {each.id for each in others if each.id != channel_id}:
                raise NowhereToGo(len(talks))
            if not talks and channel.closed_at is None:
                channel.closed_at, channel.fallback = self._clock(), False
                self._said(session, channel, "closed", by)
            return talks

        return await self.done(work)

    async def reopen(self, channel_id: str, by: Operator) -> None:
        """It takes visitors again."""

        def work(session: Session) -> None:
            if (channel := _channel(session, channel_id)).closed_at is not None:
                channel.closed_at = None
                self._said(session, channel, "reopened", by)

        await self.done(work)

    # ------------------------------------------------ the address for questions

    async def ask_again(self, channel_id: str, by: Operator) -> None:
        """One more letter that asks whether mail may go there. Raises TooManyLetters."""
        await self.done(lambda session: self._ask(session, _channel(session, channel_id), by))

    async def confirm(self, channel_id: str, email: str) -> None:
        """Whoever reads that address says yes. Raises NotFound where the channel has another one by now."""

        def work(session: Session) -> None:
            channel = _channel(session, channel_id)
            if channel.email != email:
                raise NotFound
            if channel.email_confirmed_at is None:
                channel.email_confirmed_at = self._clock()
                record(session, None, "channel", channel_id, "confirmed", {"email": ["", email]}, name=channel.name)

        await self.done(work)

    def _ask(self, session: Session, channel: Channel, by: Operator) -> None:
        if not channel.email or channel.email_confirmed_at:
            return
        now = self._clock()
        places = {
            "who": by.name, "site": session.get_one(Site, channel.site_id).name, "channel": channel.name,
            "path": self._link(channel.id, channel.email), "until": (now + ADDRESS_LASTS).isoformat(),
            "zone": channel.time_zone,
        }  # fmt: skip
        queue(session, "confirm_channel_address", channel.email, by.lang, places, f"confirm:{new_id()}", now=now)

    def _said(
        self, session: Session, channel: Channel, verb: Verb, by: Operator, changes: Changes | None = None
    ) -> None:
        channel.rev += 1
        record(session, by.id, "channel", channel.id, verb, changes, name=channel.name, rev=channel.rev)


def _channel(session: Session, channel_id: str) -> Channel:
    found = session.get(Channel, channel_id, with_for_update=True)
    if found is None:
        raise NotFound
    return found


def _require_free(name: str, others: Sequence[Channel]) -> None:
    if any(each.name == name for each in others):
        raise NameTaken
