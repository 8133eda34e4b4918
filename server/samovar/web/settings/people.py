"""Who works here and who is invited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from samovar.domain.channels.cities import fold
from samovar.domain.channels.sites import name_in
from samovar.domain.people.inviting import Hindrance, Host, NotInvited, Pending
from samovar.domain.people.pasted import MOST, Pasted, read
from samovar.model.email import fold_email, is_email
from samovar.model.errors import NotFound
from samovar.model.numbers import whole
from samovar.model.people import RANKS
from samovar.storage.tables import Channel, Operator
from samovar.texts import LANGS
from samovar.web.pages.fields import Checked
from samovar.web.present.presenter import photo
from samovar.web.settings.base import Ask, SettingsPages
from samovar.web.settings.nav import Entry

PEOPLE = Entry("people", "/settings/people", "users")
INVITING = ("who", "role", "channels", "letters")
ROLES = tuple(RANKS)


@dataclass(frozen=True, slots=True)
class Row:
    """One who works here, in the list. `presence`: "disabled" where they may not come in."""

    id: str
    name: str
    photo: str
    role: str
    channels: str
    presence: str
    seen_at: datetime | None


class PeoplePages(SettingsPages):
    """Who: administrators."""

    entry = PEOPLE

    def routes(self) -> Sequence[Route]:
        """The list with its form, and what is done to an invitation."""
        one = f"{PEOPLE.path}/invitations/{{invitation}}"
        return [
            self.page(PEOPLE.path, self.show, self.invite),
            self.page(one, None, self.send_again),
            self.page(f"{one}/revoke", None, self.revoke),
        ]

    async def show(self, ask: Ask) -> Response:
        """Everybody, and an empty form."""
        channels = [each.id for each in self._open()]
        values = {"role": "operator", "letters": ask.who.lang, "channels": channels if len(channels) == 1 else []}
        return await self._list(ask, Checked(values=values))

    async def _list(self, ask: Ask, checked: Checked) -> Response:
        seen = await self.services.sessions.last_seen()
        people = [self._row(each, seen.get(each.id)) for each in self.services.directory.everybody()]
        return self.draw(
            ask, "people.html", checked, people=people,
            pending=await self.services.inviting.pending(), chosen=self._open(), roles=ROLES,
            origin=self.services.settings.origin, posts=self.services.mail_servers.server("smtp") is not None,
            invited=whole(ask.request.query_params.get("invited", "")) or 0,
        )  # fmt: skip

    def _open(self) -> list[Channel]:
        """Where a newcomer can answer."""
        return [each for each in self.services.directory.channels() if each.closed_at is None]

    def _row(self, operator: Operator, seen_at: datetime | None) -> Row:
        here = self.services.operators.here(operator.id)
        presence = "disabled" if operator.disabled_at else operator.presence if here else "offline"
        names = self.services.directory.names(self.services.directory.channels_of(operator.id))
        return Row(
            id=operator.id, name=operator.name, photo=photo(operator), role=operator.role, channels=", ".join(names),
            presence=presence, seen_at=seen_at,
        )  # fmt: skip

    # ------------------------------------------------ inviting

    async def invite(self, ask: Ask) -> Response:
        """All who were pasted, or nobody."""
        checked = self.trouble(ask.request, ask.form, INVITING, Checked())
        pasted = self._pasted(ask, checked)
        role, channels = place_of(self, ask, checked, required=any(not each.channels for each in pasted.guests))
        letters = ask.form.get("letters", "")
        checked.values["letters"] = letters
        if letters not in LANGS:
            checked.refuse("letters", "language_bad")
        if not checked.refusals:
            try:
                await self.services.inviting.invite(pasted.guests, role, channels, self._host(ask, letters))
            except NotInvited as error:
                self._hinder(checked, "who", error.hindrances)
        if checked.refusals:
            return await self._list(ask, checked)
        return RedirectResponse(f"{PEOPLE.path}?invited={len(pasted.guests)}", 303)

    def _pasted(self, ask: Ask, checked: Checked) -> Pasted:
        text = ask.form.get("who", "")
        checked.values["who"] = text
        names = {fold(each.name): each.id for each in self._open()}
        pasted = read(text, self._role_names(), names)
        if unread := pasted.unread:
            first = unread[0]
            checked.refuse("who", f"people_{first.why}", line=first.number, value=first.value[:80])
        elif not pasted.guests:
            checked.refuse("who", "people_nobody")
        elif len(pasted.guests) > MOST:
            checked.refuse("who", "people_many", count=len(pasted.guests), most=MOST)
        return pasted

    def _role_names(self) -> Mapping[str, str]:
        """What roles are called, in all languages."""
        get = self.services.texts.get
        return {fold(get(lang, f"settings.people.roles.{each}")): each for lang in LANGS for each in ROLES}

    def _host(self, ask: Ask, lang: str) -> Host:
        site = self.services.directory.first_site()
        return Host(ask.who.id, ask.who.name, name_in(site, lang) if site else "", lang)

    def _hinder(self, checked: Checked, field: str, hindrances: Sequence[Hindrance]) -> None:
        first = hindrances[0]
        checked.refuse(field, f"people_{first.why}", email=first.email, person=first.name)

    # ------------------------------------------------ one invitation

    async def send_again(self, ask: Ask) -> Response:
        """One more letter, maybe to another address."""
        checked = self.trouble(ask.request, ask.form, ("email", "after"), Checked())
        found = await self._pending(ask)
        email = fold_email(ask.form.get("email", ""))
        if not is_email(email):
            checked.refuse("form", "people_email", value=email[:80])
        if not checked.refusals:
            try:
                # In the language of the letter before.
                host = self._host(ask, found.mail.lang if found.mail else ask.who.lang)
                await self.services.inviting.send_again(found.invitation.id, ask.form.get("after", ""), email, host)
            except NotInvited as error:
                self._hinder(checked, "form", error.hindrances)
        if checked.refusals:
            return await self._list(ask, checked)
        return RedirectResponse(f"{PEOPLE.path}?invited=1", 303)

    async def revoke(self, ask: Ask) -> Response:
        """Its link opens nothing any more."""
        checked = self.trouble(ask.request, ask.form, (), Checked())
        if checked.refusals:
            return await self._list(ask, checked)
        try:
            await self.services.inviting.revoke(ask.request.path_params["invitation"], ask.who.id)
        except NotFound:
            raise HTTPException(404) from None
        return self.saved(PEOPLE.path)

    async def _pending(self, ask: Ask) -> Pending:
        wanted = ask.request.path_params["invitation"]
        found = next((each for each in await self.services.inviting.pending() if each.invitation.id == wanted), None)
        if found is None:
            raise HTTPException(404)
        return found


def place_of(page: SettingsPages, ask: Ask, checked: Checked, required: bool) -> tuple[str, list[str]]:
    """Role and channels of a form. `required`: whoever answers needs a channel."""
    role, channels = ask.form.get("role", ""), ask.form.getlist("channels")
    checked.values |= {"role": role, "channels": channels}
    known = {each.id for each in page.services.directory.channels()}
    if role not in ROLES:
        checked.refuse("role", "people_no_role")
    if not known.issuperset(channels):
        checked.refuse("channels", "people_gone_channel")
    elif not channels and required and role != "administrator":
        checked.refuse("channels", "people_no_channel")
    return role, list(dict.fromkeys(channels))
