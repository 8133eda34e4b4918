"""How many may come in: sockets, new visitors, messages, conversations, sign-ins."""

from collections import Counter

from samovar.live.token_bucket import Buckets
from samovar.model.errors import RateLimited
from samovar.settings import Limits
from samovar.web.guard.places import Places

SIGNAL_SECONDS = 1.0
"""Between two signals of one kind, author and conversation that others hear."""


class RateLimits:
    """Counts of the whole process."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._tabs: Counter[str] = Counter()
        self.places = Places(limits)
        self.typing = Buckets(1, 1 / SIGNAL_SECONDS)
        self.messages = Buckets(limits.messages_burst, limits.messages_per_second)
        self.messages_day = Buckets(limits.messages_per_day, limits.messages_per_day / 86_400)
        self.conversations = Buckets(limits.conversations_per_half_day, limits.conversations_per_half_day / 43_200)
        self.starts = Buckets(limits.starts_per_hour, limits.starts_per_hour / 3600)
        self.pages = Buckets(limits.pages_burst, limits.pages_per_second)
        self.sign_ins_address = Buckets(limits.sign_ins_address, limits.sign_ins_address / 300)
        self.sign_ins_account = Buckets(limits.sign_ins_account, limits.sign_ins_account / 900)
        self.letters_address = Buckets(limits.letters_address, limits.letters_address / 3600)
        self.letters_account = Buckets(limits.letters_account, limits.letters_account / 3600)
        self.provider = Buckets(limits.provider_address, limits.provider_address / 3600)
        self.codes = Buckets(limits.codes_account, limits.codes_account / 900)

    def message(self, visitor: str, begins: bool) -> None:
        """One more of this visitor; `begins`: a conversation. Raises RateLimited."""
        if wait := self.messages.take(visitor):
            raise RateLimited("messages_per_second", wait)
        if wait := self.messages_day.take(visitor):
            raise RateLimited("messages_per_day", wait)
        if begins and (wait := self.conversations.take(visitor)):
            raise RateLimited("conversations_per_half_day", wait)

    @property
    def sockets(self) -> int:
        """Sockets of the process now."""
        return self.places.taken

    def room_for_visitor(self, visitor: str) -> bool:
        """Whether this visitor may have one more socket. Takes it if so."""
        if self._tabs[visitor] >= self._limits.sockets_visitor:
            return False
        self._tabs[visitor] += 1
        return True

    def visitor_left(self, visitor: str) -> None:
        """Give it back."""
        self._tabs[visitor] -= 1
        if self._tabs[visitor] <= 0:
            del self._tabs[visitor]
