"""One who works here: role, channels, how many talks; out, and in again."""

from collections.abc import Awaitable, Callable, Sequence

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from samovar.domain.company.journal import ChangedSince
from samovar.domain.people.new_passwords import PasswordsOff
from samovar.domain.people.staff import LastAdministrator, Oneself, Place
from samovar.model.errors import NotFound
from samovar.model.numbers import whole
from samovar.storage.tables import Channel, Operator
from samovar.web.pages.fields import Checked
from samovar.web.settings.base import Ask, SettingsPages
from samovar.web.settings.people import PEOPLE, ROLES, place_of

FIELDS = ("rev", "role", "channels", "most")
MOST_TALKS = 100
Deed = Callable[[Ask, str], Awaitable[None]]


class PersonPages(SettingsPages):
    """Who: administrators."""

    entry = PEOPLE

    def routes(self) -> Sequence[Route]:
        """The form, and deeds of one button each."""
        one = f"{PEOPLE.path}/{{operator}}"
        deeds = {
            "disable": self._disable, "enable": self._enable, "sign-out": self._sign_out, "password": self._link,
            "no-code": self._no_code,
        }  # fmt: skip
        return [
            self.page(one, self.show, self.change),
            *(self.page(f"{one}/{name}", None, self._deed(deed)) for name, deed in deeds.items()),
        ]

    async def show(self, ask: Ask) -> Response:
        """As they are."""
        found = self._asked_for(ask)
        channels = self.services.directory.channels_of(found.id)
        values = {"role": found.role, "channels": list(channels), "most": str(found.most_talks)}
        return await self._form(ask, found, Checked(values=values))

    async def change(self, ask: Ask) -> Response:
        """Another place here."""
        found, checked = self._asked_for(ask), self.trouble(ask.request, ask.form, FIELDS, Checked())
        role, channels = place_of(self, ask, checked, required=False)
        checked.values["most"] = typed = ask.form.get("most", "")
        most = whole(typed, MOST_TALKS)
        if most is None:
            checked.refuse("most", "people_most", most=MOST_TALKS)
        if checked.refusals:
            return await self._form(ask, found, checked)
        try:
            await self.services.staff.change(found.id, ask.rev, Place(role, channels, most or 0), ask.who.id)
        except ChangedSince as error:
            return await self._form(ask, self._asked_for(ask), checked, error)
        except LastAdministrator:
            checked.refuse("role", "people_last")
            return await self._form(ask, found, checked)
        return self.saved(f"{PEOPLE.path}/{found.id}")

    def _asked_for(self, ask: Ask) -> Operator:
        found = self.services.directory.operator(ask.request.path_params["operator"])
        if found is None:
            raise HTTPException(404)
        return found

    async def _form(
        self, ask: Ask, found: Operator, checked: Checked, since: ChangedSince | None = None
    ) -> Response:  # fmt: skip
        return self.draw(
            ask, "person.html", checked, since=since, shown=found, rev=found.rev, roles=ROLES, most=MOST_TALKS,
            chosen=self._to_choose(found), sessions=len(await self.services.sessions.of(found.id)),
            here=self.services.operators.here(found.id), posts=self.services.mail_servers.server("smtp") is not None,
            invitations=await self.services.inviting.open_of(found.id),
            provider=await self.services.providers.current(),
            has_code=await self.services.second_factor.paper_left(found.id) is not None,
        )  # fmt: skip

    def _to_choose(self, found: Operator) -> list[Channel]:
        """Closed ones only where they belong to one."""
        mine = self.services.directory.channels_of(found.id)
        return [each for each in self.services.directory.channels() if each.closed_at is None or each.id in mine]

    # ------------------------------------------------ deeds

    def _deed(self, deed: Deed) -> Callable[[Ask], Awaitable[Response]]:
        async def done(ask: Ask) -> Response:
            found, checked = self._asked_for(ask), self.trouble(ask.request, ask.form, (), Checked())
            try:
                if not checked.refusals:
                    await deed(ask, found.id)
            except LastAdministrator:
                checked.refuse("form", "people_last")
            except Oneself:
                checked.refuse("form", "people_oneself")
            except PasswordsOff:
                checked.refuse("form", "passwords_off")
            except NotFound:
                raise HTTPException(404) from None
            if not checked.refusals:
                return self.saved(f"{PEOPLE.path}/{found.id}")
            channels = list(self.services.directory.channels_of(found.id))
            checked.values |= {"role": found.role, "channels": channels, "most": str(found.most_talks)}
            return await self._form(ask, found, checked)

        return done

    async def _disable(self, ask: Ask, operator_id: str) -> None:
        await self.services.staff.disable(operator_id, ask.who.id)

    async def _enable(self, ask: Ask, operator_id: str) -> None:
        await self.services.staff.enable(operator_id, ask.who.id)

    async def _sign_out(self, ask: Ask, operator_id: str) -> None:
        await self.services.staff.sign_out(operator_id, ask.who.id, ask.key)

    async def _link(self, ask: Ask, operator_id: str) -> None:
        await self.services.new_passwords.send(operator_id, ask.who.id)

    async def _no_code(self, ask: Ask, operator_id: str) -> None:
        await self.services.second_factor.switch_off(operator_id, by=ask.who.id)
