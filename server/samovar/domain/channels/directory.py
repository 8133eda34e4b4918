"""Sites, channels and operators in memory: read whole, looked up on every message, refreshed on change."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime

from samovar.domain.channels import gazetteer, timetable
from samovar.domain.channels.cities import fold
from samovar.domain.channels.city_lines import by_hand, lines_of, spot_of
from samovar.domain.channels.gazetteer import Spot
from samovar.domain.channels.hours import Hours, Lasting, OpenState
from samovar.domain.channels.routing import Map, Near
from samovar.domain.channels.sites import settings_of
from samovar.model.people import Operator
from samovar.storage import tables
from samovar.storage.engine.database import Database
from samovar.storage.queries.people import Roll, roll, stored_roll
from samovar.storage.tables import Channel, Site


class Directory:
    """The roll of this house, as last read."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._roll = Roll()
        self._stored: object = None
        """What it was made of."""
        self._spellings: dict[str, dict[str, tuple[str, str]]] = {}
        """By site."""
        self._lie: dict[str, set[tuple[str, str, Spot | None]]] = {}
        """By site: channel ids, their cities, and where those lie, as far as it was written down."""
        self._members: dict[str, list[tuple[int, str]]] = {}
        """Channel id → its operators who may sign in: their places by name, and ids."""
        self._hours: dict[str, Hours] = {}
        """By channel."""
        self._openings: dict[str, Lasting] = {}
        """By channel, as last reckoned."""

    async def refresh(self) -> bool:
        """Read again where anything differs; tells whether."""
        stored = await self._database.read(stored_roll)
        if stored == self._stored:
            return False
        self._roll = await self._database.read(roll)
        self._arrange()
        # Not sooner: whoever asks meanwhile must not be told that all is as it was.
        self._stored = stored
        return True

    def _arrange(self) -> None:
        """What is looked up for every visitor, by what it is looked up by."""
        self._spellings, self._lie, self._members = {}, {}, {}
        for city in self._roll.cities:
            self._lie.setdefault(city.site_id, set()).add((city.channel_id, city.name, spot_of(city)))
            self._spellings.setdefault(city.site_id, {})[fold(city.spelling)] = (city.channel_id, city.name)
        self._hours, self._openings = timetable.of_all(self._roll), {}
        for place, each in enumerate(self.operators()):
            for channel in self.channels_of(each.id):
                self._members.setdefault(channel, []).append((place, each.id))

    def site_by_key(self, key: str) -> Site | None:
        """The site of a script tag's key."""
        return next((site for site in self._roll.sites.values() if site.key == key), None)

    def site(self, site_id: str) -> Site | None:
        """A site by id."""
        return self._roll.sites.get(site_id)

    def sites(self) -> list[Site]:
        """All sites, oldest first."""
        return list(self._roll.sites.values())

    def first_site(self) -> Site | None:
        """The oldest site."""
        return next(iter(self._roll.sites.values()), None)

    def channel(self, channel_id: str) -> Channel | None:
        """A channel by id."""
        return self._roll.channels.get(channel_id)

    def name_of(self, site_id: str, channel_id: str) -> str | None:
        """The name of a channel of that site."""
        found = self.channel(channel_id)
        return found.name if found and found.site_id == site_id else None

    def names(self, channel_ids: Iterable[str]) -> list[str]:
        """Names of channels, in alphabetical order."""
        return sorted(found.name for each in channel_ids if (found := self.channel(each)))

    def channels(self, site_id: str | None = None) -> list[Channel]:
        """Channels in their order; of one site where named."""
        return [each for each in self._roll.channels.values() if site_id in (None, each.site_id)]

    def hours(self, channel: Channel) -> Hours:
        """When a channel is open."""
        return self._hours[channel.id]

    def hours_of_site(self, site_id: str) -> list[tables.Hours]:
        """The hours that channels of a site may keep, by name."""
        return [each for each in self._roll.hours.values() if each.site_id == site_id]

    def hours_by_id(self, hours_id: str) -> tables.Hours | None:
        """Hours that a channel may keep."""
        return self._roll.hours.get(hours_id)

    def own_days(self, hours_id: str) -> list[tables.OwnDay]:
        """Dates of theirs that are not as usual, in order."""
        return [each for each in self._roll.own_days if each.hours_id == hours_id]

    def cities(self, channel_id: str) -> list[str]:
        """A channel's cities with their other names, as people write them."""
        return lines_of(self._roll.cities, channel_id)

    async def by_hand(self, channel_id: str) -> Mapping[str, Spot | None]:
        """Its cities that no gazetteer knows, and where they lie, if an administrator has said so."""
        await asyncio.to_thread(gazetteer.ready)
        return by_hand(self._roll.cities, channel_id)

    def opening(self, channel: Channel, now: datetime) -> OpenState:
        """Whether a channel is open at this moment, until when, or when it opens. `now`: aware. Every row of every
        console asks: it is reckoned anew only when the answer may be another."""
        kept = self._openings.get(channel.id)
        if kept is None or not kept.since <= now < kept.until:
            hours = self._hours[channel.id]
            state = hours.at(now)
            kept = self._openings[channel.id] = Lasting(state, now, hours.next_change(state, now))
        return kept.state

    def taking(self, site_id: str, now: datetime) -> list[Channel]:
        """The site's channels that take visitors: neither closed for good nor still to open."""
        return [each for each in self.channels(site_id) if self._hours[each.id].has_begun(now)]

    async def map(self, site: Site, now: datetime) -> Map:
        """Where the site's visitors may go."""
        radius = settings_of(site).radius_km
        if radius:
            await asyncio.to_thread(gazetteer.ready)
        near = Near(radius, self._spots(site.id), gazetteer.where) if radius else Near()
        return Map(self.taking(site.id, now), self.spellings(site.id), near)

    def _spots(self, site_id: str) -> list[tuple[str, Spot]]:
        """Channel ids, and where their cities lie; those of before that was written down are looked up."""
        lie = ((channel, spot or gazetteer.where(name)) for channel, name, spot in self._lie.get(site_id, ()))
        return [(channel, spot) for channel, spot in lie if spot]

    def spellings(self, site_id: str) -> Mapping[str, tuple[str, str]]:
        """Folded spelling → (channel id, city's own name) of a site."""
        return self._spellings.get(site_id, {})

    def operator(self, operator_id: str | None) -> tables.Operator | None:
        """An operator by id, disabled ones too: they still stand in old talks."""
        return self._roll.operators.get(operator_id) if operator_id else None

    def operators(self) -> list[tables.Operator]:
        """Operators who may sign in, by name."""
        return [each for each in self._roll.operators.values() if each.disabled_at is None]

    def everybody(self) -> list[tables.Operator]:
        """Operators by name; disabled ones last."""
        return sorted(self._roll.operators.values(), key=lambda each: each.disabled_at is not None)

    def channels_of(self, operator_id: str) -> frozenset[str]:
        """Channels an operator belongs to."""
        return self._roll.memberships.get(operator_id, frozenset())

    def sites_of(self, operator_id: str) -> frozenset[str]:
        """Sites an operator answers at: those of their channels, all for an administrator."""
        found = self.operator(operator_id)
        if found is not None and found.role == "administrator":
            return frozenset(self._roll.sites)
        return frozenset(self._roll.channels[each].site_id for each in self.channels_of(operator_id))

    def members(self, channel_ids: Iterable[str]) -> list[tables.Operator]:
        """Operators of any of these channels who may sign in, by name."""
        found = {each for channel in channel_ids for each in self._members.get(channel, ())}
        return [self._roll.operators[operator] for _, operator in sorted(found)]

    def member(self, operator_id: str) -> Operator | None:
        """An operator as commands know them; nothing where they may not act."""
        found = self.operator(operator_id)
        if found is None or found.disabled_at is not None:
            return None
        return Operator(found.id, found.role, self.channels_of(found.id), found.most_talks)
