"""What is to be done when a timer rings. The talk may have gone on: then nothing is, or not yet."""

from datetime import datetime, timedelta

from samovar.domain.channels import sites
from samovar.domain.channels.directory import Directory
from samovar.domain.channels.team import Team
from samovar.domain.conversation.effects import MOMENT, silent_at
from samovar.domain.conversation.keeping import Keeping
from samovar.domain.conversation.letters import Sign
from samovar.domain.conversation.mailing import Mailing
from samovar.domain.conversation.rules import GATHER, KEPT_FOR, OFFER_LASTS
from samovar.domain.conversation.verbs import CallAll, Decline, Miss, Release, Verb
from samovar.live.presence import Presence
from samovar.model.conversation import Conversation

SOON = timedelta(seconds=1)
Deed = Verb | datetime | None
"""What to do, or when to look again, or nothing."""


class Deadlines:
    """Judges by the conversation, and by who is here. `operators`, `visitors`: their leases; `sign`: makes the link of
    a letter to a visitor."""

    def __init__(self, directory: Directory, operators: Presence, visitors: Presence, sign: Sign) -> None:
        self._directory = directory
        self._operators = operators
        self._visitors = visitors
        self._keeping = Keeping(directory, operators)
        self._mailing = Mailing(directory, Team(directory, operators), visitors, sign)
        self._of = {
            "offer": self.offer, "owner": self.owner, "keeper": self.keeper, "missed": self.missed,
            "question": self._mailing.question, "answer": self._mailing.answer,
        }  # fmt: skip

    def deed(self, kind: str, talk: Conversation, now: datetime) -> Deed:
        """For a timer of this kind."""
        return self._of[kind](talk, now)

    def offer(self, talk: Conversation, now: datetime) -> Deed:
        """Nobody has accepted it in time."""
        if talk.offered_at is None:
            return None
        ends = talk.offered_at + OFFER_LASTS
        return Decline() if ends <= now else ends

    def owner(self, talk: Conversation, now: datetime) -> Deed:
        """They are gone while the visitor waits. While they are here, the soonest that they can be gone for too long
        is after the whole span."""
        if talk.owner_id is None or talk.waiting_at is None:
            return silent_at(talk) if now < silent_at(talk) else None
        limit = sites.away_limit(self._directory.site(talk.site_id), self._directory.channel(talk.channel_id))
        gone = timedelta(seconds=self._operators.away_for(talk.owner_id))
        at = max(talk.waiting_at + min(limit, MOMENT), now + limit - gone)
        if at < now and not self._operators.maybe_here(talk.owner_id):
            return Release(lock=talk.lock)
        return max(at, now + SOON)

    def missed(self, talk: Conversation, now: datetime) -> Deed:
        """Nobody has answered in the channel's time. While the visitor stays it is not missed yet."""
        channel = self._directory.channel(talk.channel_id)
        if talk.answered_at is not None or channel is None:
            return None
        asked = talk.waiting_at or talk.opened_at
        ends = asked + timedelta(minutes=channel.missed_minutes)
        if now < ends:
            return ends
        if talk.state != "closed" and self._visitors.maybe_here(talk.visitor_id):
            return now + GATHER
        return Miss(outside_hours=not self._directory.hours(channel).at(asked).open)

    def keeper(self, talk: Conversation, now: datetime) -> Deed:
        """Whom it waits for first does not take it, or is not there to."""
        if talk.state != "waiting" or talk.last_owner_id is None or talk.waiting_at is None:
            return None
        if reason := self._keeping.over(talk, now):
            return CallAll(keeper=talk.last_owner_id, reason=reason)
        return talk.waiting_at + KEPT_FOR
