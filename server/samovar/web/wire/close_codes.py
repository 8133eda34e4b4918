"""With which words a connection ends."""


class CloseCode:
    """Close codes of both sockets and what the client does then."""

    RESTART = 1012
    """Come back within the drain window."""
    BUSY = 1013
    """Come back with the usual delay."""
    TOO_BIG = 1009
    BAD_FRAME = 4400
    """Do not send that frame again."""
    TOKEN = 4401
    """Fetch a new token once, then stop."""
    FORBIDDEN = 4403
    """Stop."""
    SLOW = 4408
    """Come back and resume."""
    RATE = 4429
    """Come back after the wait told."""
