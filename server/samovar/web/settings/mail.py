"""Mail: the log of all letters, and the server that they go out by."""

from collections.abc import Sequence
from datetime import datetime

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from samovar.domain.channels.sites import name_in
from samovar.domain.company.journal import ChangedSince
from samovar.domain.mails import BadAddress, can_send_again
from samovar.domain.mails.log import Logged
from samovar.mailservers import MailServer, Protocol
from samovar.model.numbers import whole
from samovar.model.text import plain
from samovar.web.pages.fields import Checked
from samovar.web.present.html import CSP, HEADERS
from samovar.web.settings import mail_form
from samovar.web.settings.base import Ask, SettingsPages
from samovar.web.settings.nav import Entry

STATES = ("waiting", "sent", "delivered", "failed")
LINES = 50
LETTER_CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
"""A letter is shown as it is drawn, and can do nothing at all."""
SERVERS: dict[str, Protocol] = {"outgoing": "smtp", "incoming": "imap"}
WAYS = {protocol: way for way, protocol in SERVERS.items()}


class MailPages(SettingsPages):
    """Who: administrators."""

    entry = Entry("mail", "/settings/mail", "mail")

    def routes(self) -> Sequence[Route]:
        """The log, one letter of it, and the server."""
        return [
            self.page("/settings/mail", self.log),
            self.page("/settings/mail/server/{way}/test", None, self.test),
            self.page("/settings/mail/server/{way}", self.server, self.set_server),
            self.page("/settings/mail/server/{way}/off", None, self.no_server),
            self.page("/settings/mail/{mail}", self.letter, self.again),
            self.page("/settings/mail/{mail}/drawn", self.drawn),
        ]

    async def log(self, ask: Ask) -> Response:
        """A page of it, newest first."""
        asked, log = ask.request.query_params, self.services.mail_log
        state = asked.get("state", "") if asked.get("state") in STATES else ""
        mails = await log.page(state, _place(asked.get("before", "")), LINES)
        last = mails[-1] if len(mails) == LINES else None
        return self.draw(
            ask, "mail.html", tab="log", state=state, states=STATES, waiting=await log.waiting(),
            server=self.services.mail_servers.server("smtp"),
            mails=[(each, self.services.letters.subject(each)) for each in mails],
            older=f"{last.created_at.isoformat()}~{last.id}" if last else "",
        )  # fmt: skip

    async def letter(self, ask: Ask) -> Response:
        """One letter, what became of it, and the form to send it again."""
        logged = await self._asked_for(ask)
        return self._letter(ask, logged, Checked(values={"to": logged.mail.recipient}))

    async def drawn(self, ask: Ask) -> Response:
        """The letter itself, for the frame in its page."""
        shown = self.services.letters.show((await self._asked_for(ask)).mail)
        return HTMLResponse(shown.html, headers=HEADERS | {"content-security-policy": LETTER_CSP})

    async def again(self, ask: Ask) -> Response:
        """To the same address, or to a corrected one."""
        logged, edition = await self._asked_for(ask), ask.form.get("edition", "")
        checked = self.trouble(ask.request, ask.form, ("to", "edition"), Checked(values={"to": ask.form.get("to", "")}))
        if checked.refusals:
            return self._letter(ask, logged, checked)
        at = whole(edition) or 0
        try:
            gone = await self.services.mail_log.again(logged.mail, at, checked.values["to"].strip(), ask.who.id)
        except BadAddress:
            checked.refuse("to", "email_bad")
            return self._letter(ask, logged, checked)
        if not gone:
            checked.refuse("form", "mail.gone")
            return self._letter(ask, await self._asked_for(ask), checked)
        return RedirectResponse(f"/settings/mail/{logged.mail.id}", 303)

    async def server(self, ask: Ask) -> Response:
        """The form of the server."""
        protocol = _protocol(ask)
        return self._server(ask, protocol, mail_form.as_it_is(self.services.mail_servers.shown(protocol), protocol))

    async def set_server(self, ask: Ask) -> Response:
        """Another one, or other words of it."""
        protocol = _protocol(ask)
        checked = self.trouble(ask.request, ask.form, mail_form.FIELDS, Checked())
        said = mail_form.said(checked, ask.form, protocol)
        if self._would_tell(protocol, said):
            checked.refuse("password", "mail.password_again")
        if checked.refusals or self.services.mail_servers.given(protocol):
            return self._server(ask, protocol, checked)
        return await self._save(ask, protocol, said, checked)

    def _would_tell(self, protocol: Protocol, said: MailServer) -> bool:
        """Whether the kept password, which nobody is shown, would go to another host than it was typed for."""
        servers = self.services.mail_servers
        before = servers.shown(protocol)
        kept = servers.has_password(protocol) and said.username and not said.password
        return bool(kept and before and before.host.casefold() != said.host.casefold())

    async def no_server(self, ask: Ask) -> Response:
        """None any more: letters wait."""
        protocol = _protocol(ask)
        checked = self.trouble(ask.request, ask.form, ("rev",), Checked())
        if checked.refusals:
            return self._server(ask, protocol, checked)
        return await self._save(ask, protocol, MailServer(host="", port=0, tls="tls"), checked)

    async def _save(self, ask: Ask, protocol: Protocol, said: MailServer, checked: Checked) -> Response:
        try:
            await self.services.mail_servers.save(protocol, ask.rev, said, ask.who.id)
        except ChangedSince as error:
            await self.services.mail_servers.refresh()
            return self._server(ask, protocol, checked, error)
        return self.saved(f"/settings/mail/server/{ask.request.path_params['way']}")

    async def test(self, ask: Ask) -> Response:
        """A letter to whoever is named; its page tells what becomes of it."""
        protocol, to = _protocol(ask), ask.form.get("test_to", "").strip()
        checked = self.trouble(ask.request, ask.form, ("test_to",), Checked())
        site = self.services.directory.first_site()
        try:
            if not checked.refusals:
                named = name_in(site, ask.who.lang) if site else ""
                made = await self.services.mail_log.test(to, ask.who.lang, ask.who.name, ask.who.id, named)
                return RedirectResponse(f"/settings/mail/{made}", 303)
        except BadAddress:
            checked.refuse("test_to", "email_bad")
        shown = mail_form.as_it_is(self.services.mail_servers.shown(protocol), protocol)
        checked.values |= shown.values | {"test_to": to}
        return self._server(ask, protocol, checked)

    def _server(self, ask: Ask, protocol: Protocol, checked: Checked, since: ChangedSince | None = None) -> Response:
        servers = self.services.mail_servers
        shown = servers.shown(protocol)
        checked.values.setdefault("test_to", ask.who.email)
        return self.draw(
            ask, "mail_server.html", checked, since=since, tab=protocol, way=WAYS[protocol],
            seen_at=servers.seen_at, trouble=servers.trouble, rev=servers.rev(protocol), shown=shown,
            given=servers.given(protocol), has_password=servers.has_password(protocol),
            locked=shown is not None and servers.server(protocol) is None,
            spf=mail_form.spf(shown) if shown else "", domain=shown.sender.rpartition("@")[2] if shown else "",
        )  # fmt: skip

    def _letter(self, ask: Ask, logged: Logged, checked: Checked) -> Response:
        answer = self.draw(
            ask, "letter.html", checked, tab="log", mail=logged.mail, job=logged.job,
            shown=self.services.letters.show(logged.mail), can_again=can_send_again(logged.mail),
            ready=self.services.mail_servers.server("smtp") is not None,
        )  # fmt: skip
        answer.headers["content-security-policy"] = f"{CSP}; frame-src 'self'"
        return answer

    async def _asked_for(self, ask: Ask) -> Logged:
        found = await self.services.mail_log.one(ask.request.path_params["mail"])
        if found is None:
            raise HTTPException(404)
        return found


def _protocol(ask: Ask) -> Protocol:
    found = SERVERS.get(ask.request.path_params["way"])
    if found is None:
        raise HTTPException(404)
    return found


def _place(text: str) -> tuple[datetime, str] | None:
    """Where the page before ended; the newest where the address makes no sense."""
    at, _, name = text.partition("~")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (moment, plain(name)) if moment.tzinfo and 1 < moment.year < 9999 else None
