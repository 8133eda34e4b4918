"""Signed tokens: the visitor's own, and the console page's. Signed with the newest key; older keys still verify."""

import time
from collections.abc import Sequence
from typing import cast

from itsdangerous import BadSignature, URLSafeTimedSerializer

from samovar.domain.channels.editing import ADDRESS_LASTS
from samovar.model.people import Visitor

VISITOR_LASTS = 400 * 86_400
"""Seconds; renewed at every page load."""
PAGE_LASTS = 30 * 86_400
LINK_LASTS = 30 * 86_400
"""Of a letter: whoever finds it later starts as anybody does."""
AHEAD = 2 * 86_400
"""Seconds by which a token may be from the future: the clock was set back, and nobody shall lose a talk by it."""


class BadToken(Exception):
    """Forged, expired, cut, or made for something else."""


class Tokens:
    """Makes and reads tokens. `keys`: newest last."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._visitor = URLSafeTimedSerializer(list(keys), salt="samovar.visitor")
        self._link = URLSafeTimedSerializer(list(keys), salt="samovar.link")
        self._stop = URLSafeTimedSerializer(list(keys), salt="samovar.stop")
        self._page = URLSafeTimedSerializer(list(keys), salt="samovar.page")
        self._address = URLSafeTimedSerializer(list(keys), salt="samovar.address")

    def for_visitor(self, guest: Visitor) -> str:
        """A visitor's token."""
        return str(self._visitor.dumps([guest.site_id, guest.id]))

    def visitor(self, token: str) -> Visitor:
        """Whose token it is. Raises BadToken."""
        value = _load(self._visitor, token, VISITOR_LASTS)
        match value:
            case [str(site_id), str(visitor_id)]:
                return Visitor(visitor_id, site_id)
        raise BadToken

    def for_link(self, site_id: str, visitor_id: str, contact_id: str) -> str:
        """What a letter to this contact of a visitor carries: whoever reads it is that visitor."""
        return str(self._link.dumps([site_id, visitor_id, contact_id]))

    def for_letter(self, site_id: str, visitor_id: str, contact_id: str) -> tuple[str, str]:
        """What leads back to the talk, and what ends such letters: that lets nobody in."""
        return self.for_link(site_id, visitor_id, contact_id), str(self._stop.dumps(contact_id))

    def stopped(self, token: str) -> str:
        """The contact that is to get no more letters. Raises BadToken."""
        value = _load(self._stop, token, VISITOR_LASTS)
        if not isinstance(value, str):
            raise BadToken
        return value

    def link(self, token: str) -> tuple[Visitor, str]:
        """Whom a letter was written to, and the contact. Raises BadToken."""
        match _load(self._link, token, LINK_LASTS):
            case [str(site_id), str(visitor_id), str(contact_id)]:
                return Visitor(visitor_id, site_id), contact_id
        raise BadToken

    def for_page(self, session_key: str) -> str:
        """The token that a signed-in page shows besides its cookie, against requests from elsewhere."""
        return str(self._page.dumps(session_key))

    def confirmation(self, channel: str, email: str) -> str:
        """The path by which whoever reads an address confirms that it is a channel's."""
        return f"/channel-address/{self._address.dumps([channel, email])}"

    def confirmed(self, token: str) -> tuple[str, str]:
        """Which channel's, and which address. Raises BadToken."""
        match _load(self._address, token, int(ADDRESS_LASTS.total_seconds())):
            case [str(channel), str(email)]:
                return channel, email
        raise BadToken

    def page_fits(self, token: str, session_key: str) -> bool:
        """Whether a page's token belongs to this session."""
        try:
            return bool(_load(self._page, token, PAGE_LASTS) == session_key)
        except BadToken:
            return False


def _load(serializer: URLSafeTimedSerializer, token: str, lasts: int) -> object:
    if len(token) > 4096:
        raise BadToken
    try:
        value, made = serializer.loads(token, return_timestamp=True)
    except BadSignature:
        raise BadToken from None
    if not -AHEAD <= time.time() - made.timestamp() <= lasts:
        raise BadToken
    return cast(object, value)
