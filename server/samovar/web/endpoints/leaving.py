"""What a visitor may leave where nobody is there: a question, and how to answer it."""

from starlette.requests import Request
from starlette.routing import Route

from samovar.domain.channels.sites import settings_of
from samovar.domain.conversation.rules import fits
from samovar.domain.conversation.verbs import Leave, Say
from samovar.domain.visitors.contacts import read
from samovar.model.contact import Agreed, Contact
from samovar.model.errors import BadRequest, Empty, NoConsent
from samovar.model.people import Visitor
from samovar.storage.tables import Site
from samovar.web import wire
from samovar.web.endpoints.embed import Embed


class Leaving(Embed):
    """Handlers for pages of our sites. Who: a visitor, by their token."""

    def routes(self) -> list[Route]:
        """The fields, and what was filled in."""
        return [
            Route("/widget/form", self._asked(wire.Form, self.form), methods=["POST", "OPTIONS"]),
            Route("/widget/leave", self._asked(wire.Leave, self.leave), methods=["POST", "OPTIONS"]),
        ]

    async def form(self, request: Request, ask: wire.Form) -> bytes:
        """What the site asks for."""
        site, lang = self._site(self._guest(request, ask.token)), self._lang(request, ask)
        settings, consent = settings_of(site), self._consent(site, lang)
        return wire.encoder.encode(
            wire.Fields(
                ways=list(settings.ways), categories=[each.name_in(lang) for each in settings.categories],
                consent=wire.ConsentText(version=consent.version, text=consent.text, link=consent.link),
            )
        )  # fmt: skip

    async def leave(self, request: Request, ask: wire.Leave) -> bytes:
        """Stored as a message and a contact, both or neither; without a contact as a message."""
        guest = self._guest(request, ask.token)
        if (ask.conv is None) == (ask.new is None):
            raise BadRequest
        contact = self._contact(request, guest, ask)
        if not ask.body and (ask.conv is None or contact is None):
            raise Empty
        body = fits(ask.body, self._services.limits.visitor_body) if ask.body else ""
        self._services.rate_limits.message(guest.id, begins=ask.new is not None)
        facts, new = self._services.desk.facts, ask.new
        opening = facts.opening(guest, new.ccid, new.channel, new.origin) if new else None
        say = Say(by=guest, cid=ask.rid, body=body, opening=opening)
        leave = Leave(by=guest, cid=ask.rid, body=body, opening=opening, contact=contact) if contact else say
        done = await self._services.desk.carry_out(leave, ask.conv)
        return wire.encoder.encode(wire.Left(conv=done.talk.id))

    def _consent(self, site: Site, lang: str) -> Agreed:
        """The site's own words, or those of the house."""
        own = settings_of(site).consent
        text = (own and own.text.get(lang)) or self._services.texts.get(lang, "leave.consent")  # type: ignore[call-overload]
        return Agreed(version=own.version if own else 0, text=text, link=own.link if own else "")

    def _contact(self, request: Request, guest: Visitor, ask: wire.Leave) -> Contact | None:
        """Raises BadContact and NoConsent."""
        if ask.way == "chat" and not ask.contact.strip():
            return None
        site, lang = self._site(guest), self._lang(request, ask)
        kind, value = read(ask.contact, ask.way)
        consent = self._consent(site, lang)
        if ask.consent != consent.version:
            raise NoConsent("no_consent" if ask.consent is None else "consent_changed")
        named = {each.name_in(lang): each.ru for each in settings_of(site).categories}
        category = named.get(ask.category, "")
        return Contact(kind=kind, value=value, way=ask.way, consent=consent, category=category)
