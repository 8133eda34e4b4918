"""For whom a returning visitor waits first. One answer for rows, alerts and the clock."""

from datetime import datetime

from samovar.domain.channels.directory import Directory
from samovar.domain.conversation import rules
from samovar.live.presence import Presence
from samovar.model.conversation import Conversation


class Keeping:
    """Who is here to answer whom. `operators`: their leases."""

    def __init__(self, directory: Directory, operators: Presence) -> None:
        self._directory = directory
        self._operators = operators

    def keeper(self, talk: Conversation, now: datetime) -> str:
        """The operator whom it waits for first; empty where everybody of the channel is called."""
        return "" if self.over(talk, now) else talk.last_owner_id or ""

    def over(self, talk: Conversation, now: datetime) -> str:
        """Why it waits for its last owner no longer; empty while it does."""
        if talk.state != "waiting" or talk.last_owner_id is None or talk.waiting_at is None:
            return "kept_for_nobody"
        if not self._answers(talk.last_owner_id, talk):
            return "kept_away"
        return "kept_silent" if now - talk.waiting_at >= rules.KEPT_FOR else ""

    def _answers(self, operator_id: str, talk: Conversation) -> bool:
        """Whether they are here, free, and may take it."""
        found, member = self._directory.operator(operator_id), self._directory.member(operator_id)
        if found is None or member is None or found.presence != "online" or not rules.can_see(member, talk):
            return False
        return self._operators.maybe_here(operator_id)
