"""The family of refusals. Nothing was stored when one is raised.

Refused
├── NotFound        not there, or not this person's to know about
├── Forbidden       there, but not theirs to do
├── NoSite          no site has this key
├── NotListed       the page's address is none of the site's
├── Taken           a colleague has it: by, at
├── StaleLock       answered under an old fencing number
├── NotOwner        only the owner may
├── Closed          the conversation is closed
├── AnotherOpen     the visitor has another conversation open
├── NotOffered      no transfer to accept
├── OfflineTarget   a transfer to somebody who is not there
├── Full            holds as many talks as they may: most
├── NoChannel       the site has no channel for this city
├── TooLong, Empty, BadRequest
├── BadContact      neither phone nor e-mail, or not the one that is needed
├── NoConsent       contacts without consent to what the site asks for
├── Unstorable      the database can never take it
├── RateLimited     too much at once: after_ms, and which limit
└── Busy            cannot store just now: retry
"""

from datetime import datetime


def in_ms(wait: float) -> int:
    """Seconds to wait as whole milliseconds, never less."""
    return int(wait * 1000) + 1


class Refused(Exception):
    """A request is refused; `code` names the reason for both sides of the wire."""

    code = "bad_request"
    retry = False
    after_ms = 0
    by: str | None = None
    """Operator id of whom it is about: who has it, who is not there."""
    most = 0
    """The limit that was passed."""
    words = ""
    """Where the code has several: which of its texts says it."""
    at: datetime | None = None


class NotFound(Refused):
    """Unknown, or nothing this person may know of: both look alike."""

    code = "not_found"


class Forbidden(Refused):
    """Known to the person, but not theirs to do."""

    code = "forbidden"


class NoSite(Refused):
    """The key in the page's tag belongs to no site."""

    code = "no_site"


class NotListed(Refused):
    """The page's address is none of those that the site names."""

    code = "not_listed"


class Taken(Refused):
    """Somebody was faster."""

    code = "taken"

    def __init__(self, by: str | None, at: datetime | None) -> None:
        super().__init__(by)
        self.by = by
        self.at = at


class StaleLock(Refused):
    """The sender no longer holds the conversation under that number."""

    code = "stale_lock"


class NotOwner(Refused):
    """Only the owner may do this."""

    code = "not_owner"


class Closed(Refused):
    """The conversation is closed."""

    code = "closed"


class AnotherOpen(Refused):
    """A visitor has one open conversation at most."""

    code = "another_open"


class NotOffered(Refused):
    """There is no transfer to this person, or it has expired."""

    code = "not_offered"


class OfflineTarget(Refused):
    """The colleague is not there to accept."""

    code = "offline_target"

    def __init__(self, to: str) -> None:
        super().__init__(to)
        self.by = to


class Full(Refused):
    """They hold as many conversations as they may: `most`."""

    code = "full"

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class NoChannel(Refused):
    """The site has no channel for this visitor."""

    code = "no_channel"


class TooLong(Refused):
    """More text than allowed: at most `most` characters."""

    code = "too_long"

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class Empty(Refused):
    """No text at all."""

    code = "empty"


class BadRequest(Refused):
    """Arguments are missing or do not fit together."""


class BadContact(Refused):
    """Neither a phone number nor an e-mail address, or not the one that the way of answering needs. `words`: which."""

    code = "bad_contact"

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class NoConsent(Refused):
    """Contacts are taken with consent only. `words`: not given at all, or to what the site no longer asks."""

    code = "no_consent"

    def __init__(self, words: str = "no_consent") -> None:
        super().__init__(words)
        self.words = words


class Unstorable(Refused):
    """The database can take this neither now nor later."""

    code = "unstorable"


class RateLimited(Refused):
    """Too much at once. `limit`: the field of settings.Limits that holds it back, `wait`: for so many seconds."""

    code = "rate"
    retry = True

    def __init__(self, limit: str, wait: float) -> None:
        super().__init__(limit, wait)
        self.limit = limit
        self.after_ms = in_ms(wait)
        self.words = f"rate_{limit}"


class Busy(Refused):
    """Cannot be stored just now."""

    code = "unavailable"
    retry = True
    after_ms = 1000
