"""How many may come in: sockets, new visitors, messages, conversations, sign-ins."""

from collections import Counter

from samovar.live.limits import Buckets
from samovar.settings import Limits

SIGNAL_SECONDS = 1.0
"""Between two signals of one kind, author and conversation that others hear."""


class Gates:
    """Counts of the whole process."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._sockets: Counter[str] = Counter()
        self.typing = Buckets(1, 1 / SIGNAL_SECONDS)
        self.messages = Buckets(limits.messages_burst, limits.messages_per_second)
        self.messages_day = Buckets(limits.messages_per_day, limits.messages_per_day / 86_400)
        self.conversations = Buckets(limits.conversations_per_half_day, limits.conversations_per_half_day / 43_200)
        self.starts = Buckets(limits.starts_per_hour, limits.starts_per_hour / 3600)
        self.pages = Buckets(limits.pages_burst, limits.pages_per_second)
        self.sign_ins_address = Buckets(limits.sign_ins_address, limits.sign_ins_address / 300)
        self.sign_ins_account = Buckets(limits.sign_ins_account, limits.sign_ins_account / 900)

    def room_for_socket(self, address: str | None) -> bool:
        """Whether the process, and this visitor's address, may have one more. Takes it if so."""
        if self._sockets[""] >= self._limits.sockets:
            return False
        if address is not None and self._sockets[f"a {address}"] >= self._limits.sockets_address:
            return False
        self._sockets.update(("", f"a {address}") if address is not None else ("",))
        return True

    @property
    def sockets(self) -> int:
        """Sockets of the process now."""
        return self._sockets[""]

    def socket_ended(self, address: str | None) -> None:
        """Give one back."""
        self._give_back("")
        if address is not None:
            self._give_back(f"a {address}")

    def room_for_visitor(self, visitor: str) -> bool:
        """Whether this visitor may have one more socket. Takes it if so."""
        if self._sockets[f"v {visitor}"] >= self._limits.sockets_visitor:
            return False
        self._sockets[f"v {visitor}"] += 1
        return True

    def visitor_left(self, visitor: str) -> None:
        """Give it back."""
        self._give_back(f"v {visitor}")

    def _give_back(self, key: str) -> None:
        self._sockets[key] -= 1
        if self._sockets[key] <= 0:
            del self._sockets[key]
