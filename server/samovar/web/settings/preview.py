"""What the real widget is told where it is only tried on: as the server would, of a talk that nobody had."""

from datetime import timedelta
from typing import Any

from samovar.domain.channels.sites import SiteSettings, stored_form
from samovar.storage.tables import Channel, Operator, Site
from samovar.web import wire
from samovar.web.present.host import Host
from samovar.web.present.presenter import as_channel, as_met, person, rfc3339
from samovar.web.services import Services

CONV, VISITOR = "preview-conversation", wire.Person(side="visitor", id="preview-of-a-visitor")
SPACE = timedelta(seconds=40)
"""Between two messages."""


class Preview:
    """Composes it from the people and channels that are there."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def play(self, site: Site, settings: SiteSettings, who: Operator, lang: str) -> dict[str, Any]:
        """`started` and `greeting` answer the questions of those names; `frames` come over the socket."""
        worn = Site(**site.model_dump() | {"settings": stored_form(settings)})
        channel = next(
            iter(self._services.directory.channels(site.id)), Channel(id=CONV, site_id=site.id, name=site.name)
        )
        host = self._host(channel, who)
        there = wire.Team(channel=as_channel(channel), team=[as_met(host)], usual_ms=60_000)
        page = self._services.texts.get(lang, "settings.widget.preview.page")
        started = Host(self._services).started(worn, lang, channel, there, channel.name, page, host)
        # Without words of its own: those of `started` change with the form while the window stands open.
        greeting = wire.Greeting(show=True, channel=there.channel, operator=as_met(host))
        return {"started": started, "greeting": greeting, "frames": self._frames(channel, host, there, started)}

    def _host(self, channel: Channel, who: Operator) -> Operator:
        """Who greets: somebody of the channel with a face, else whoever looks."""
        members = self._services.directory.members([channel.id])
        return next((each for each in members if each.photo_id), members[0] if members else who)

    def _frames(self, channel: Channel, host: Operator, there: wire.Team, started: wire.Started) -> dict[str, Any]:
        now, said = self._services.clock(), self._talk(started.lang)
        by, begins = person(host), now - SPACE * (len(said) + 1)
        events = [wire.Event(seq=1, kind="greeting", by=by, ts=rfc3339(begins), body=started.greeting)]
        for mine, body in said:
            at = rfc3339(begins + SPACE * len(events))
            author = VISITOR if mine else by
            events.append(wire.Event(seq=len(events) + 1, kind="message", by=author, ts=at, body=body))
        seq, limits = len(events), self._services.limits
        row = wire.Row(
            conv=CONV, number=1, rev=1, state="held", channel=channel.id, seq=seq, owner=by, origin="invited",
            opened=rfc3339(begins), updated=rfc3339(now), last=events[-1],
        )  # fmt: skip
        seen = wire.Seen(visitor=seq, operator=seq)
        return {
            "welcome": wire.Welcome(
                v=wire.PROTOCOL, epoch=CONV, now=rfc3339(now), herd_ms=1_000, you=VISITOR, rows=[row],
                limits=wire.Limits(body=limits.visitor_body, frame=limits.visitor_frame),
                heads=[wire.Head(conv=CONV, seq=seq, seen=seen)],
            ),
            "batch": wire.Batch(conv=CONV, from_=1, to=seq, events=events, seen=seen),
            "owner": wire.Eph(kind="owner", conv=CONV, owner=as_met(host), here=True),
            "team": there,
        }  # fmt: skip

    def _talk(self, lang: str) -> list[tuple[bool, str]]:
        """Whether the visitor says it, and what."""
        words = [self._services.texts.get(lang, f"settings.widget.preview.{each}") for each in ("ask", "reply", "tell")]
        return [(each != 1, text) for each, text in enumerate(words)]
