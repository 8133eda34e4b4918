"""Whether a talk has to be mailed: nobody of the channel is there, or the visitor is gone."""

from datetime import datetime, timedelta

from samovar.domain.channels import sites
from samovar.domain.channels.cities import latin
from samovar.domain.channels.directory import Directory
from samovar.domain.channels.team import Team
from samovar.domain.conversation.letters import Answering, Sign
from samovar.domain.conversation.verbs import MailAnswer, MailQuestion
from samovar.live.presence import Presence
from samovar.model.conversation import Conversation
from samovar.storage.tables import Channel, Site

AGAIN = timedelta(minutes=5)
"""Somebody was there to take it: they may leave."""


class Mailing:
    """Judges by the conversation, and by who is here. `visitors`: their leases."""

    def __init__(self, directory: Directory, team: Team, visitors: Presence, sign: Sign) -> None:
        self._directory = directory
        self._team = team
        self._visitors = visitors
        self._sign = sign

    def question(self, talk: Conversation, now: datetime) -> MailQuestion | datetime | None:
        """It waits, and nobody is there to take it."""
        channel, site = self._directory.channel(talk.channel_id), self._directory.site(talk.site_id)
        if talk.state != "waiting" or not talk.question or channel is None or site is None:
            return None
        if not channel.email or channel.email_confirmed_at is None:
            return None
        if self._team.of(channel.id):
            return now + AGAIN
        lang = site.lang or "ru"
        return MailQuestion(to=channel.email, lang=lang, places=self._places(site, channel, lang, now))

    def _places(self, site: Site, channel: Channel, lang: str, now: datetime) -> dict[str, str]:
        opening = self._directory.opening(channel, now)
        name = channel.latin or latin(channel.name) if lang == "en" else ""
        places = {
            "site": sites.name_in(site, lang), "channel": name or channel.name,
            "zone": channel.time_zone, "why": "nobody" if opening.open else "closed",
        }  # fmt: skip
        return places | ({"promised": opening.opens_at.isoformat()} if opening.opens_at else {})

    def answer(self, talk: Conversation, now: datetime) -> MailAnswer | None:
        """Something is unread, and the visitor is not on the site."""
        site = self._directory.site(talk.site_id)
        if not talk.unread_visitor or site is None or not site.origins or self._visitors.here(talk.visitor_id):
            return None
        who = self._directory.operator(talk.last_by if talk.last_side == "operator" else talk.last_owner_id)
        name = {"ru": site.name, "en": sites.name_in(site, "en")}
        names = {"ru": who.name, "en": who.latin or who.name} if who else name
        channel = self._directory.channel(talk.channel_id)
        zone = channel.time_zone if channel else ""
        return MailAnswer(answering=Answering(site=name, who=names, homes=site.origins, zone=zone, sign=self._sign))
