"""How one signs in: password, second factor, and where one is signed in now."""

from collections.abc import Sequence
from hmac import compare_digest

from markupsafe import Markup
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from samovar.domain.people.second_factor import WrongCode, app_address, new_secret
from samovar.sealing import BrokenSeal, Seal
from samovar.storage.tables import OperatorSession
from samovar.web.pages import fields
from samovar.web.pages.fields import Checked
from samovar.web.pages.tries import Try, slowed
from samovar.web.settings.base import Ask, SettingsPages
from samovar.web.settings.me import MePages

ACCESS, CODE = "/settings/me/access", "/settings/me/code"


class MyAccessPages(SettingsPages):
    """Who: everybody, of themselves. What would lock out or let in asks for the password again."""

    entry = MePages.entry

    def routes(self) -> Sequence[Route]:
        """The page, and what can be done there."""
        return [
            self.page(ACCESS, self.show),
            self.page("/settings/me/password", None, self.change_password),
            self.page(CODE, self.begin, self.switch_on),
            self.page("/settings/me/code/paper", None, self.new_paper),
            self.page("/settings/me/code/off", None, self.switch_off),
            self.page("/settings/me/devices", None, self.end_devices),
        ]

    async def show(self, ask: Ask) -> Response:
        """All of it."""
        return await self._page(ask, Checked())

    # ------------------------------------------------ the password

    async def change_password(self, ask: Ask) -> Response:
        """Another password: all other sessions end."""
        checked = self.trouble(ask.request, ask.form, ("before", "password"), Checked())
        if (await self.services.providers.current()).passwords_off:
            checked.refuse("form", "passwords_off")
        password = fields.password(checked, ask.form)
        if not checked.refusals and await self._knows(ask, checked):
            await self.services.new_passwords.change(ask.who, ask.key, password)
            return self.saved(ACCESS)
        return await self._page(ask, checked)

    # ------------------------------------------------ the second factor

    async def begin(self, ask: Ask) -> Response:
        """The picture for the app."""
        return self._picture(ask, new_secret(), Checked())

    async def switch_on(self, ask: Ask) -> Response:
        """The app shows what it should: on, with codes for paper, which are shown this once."""
        checked = self.trouble(ask.request, ask.form, ("sealed", "code", "before"), Checked())
        secret = self._unsealed(ask)
        if not secret:
            return RedirectResponse(CODE, 303)
        if not checked.refusals and await self._knows(ask, checked):
            try:
                paper = await self.services.second_factor.switch_on(ask.who.id, secret, ask.form.get("code", ""))
                return self.draw(ask, "my_paper.html", paper=paper)
            except WrongCode:
                checked.refuse("code", "code_wrong")
        return self._picture(ask, secret, checked)

    async def new_paper(self, ask: Ask) -> Response:
        """Other codes on paper, shown this once."""
        if refused := await self._not_allowed(ask):
            return refused
        paper = await self.services.second_factor.new_paper(ask.who.id)
        return self.draw(ask, "my_paper.html", paper=paper)

    async def switch_off(self, ask: Ask) -> Response:
        """The password is enough."""
        if refused := await self._not_allowed(ask):
            return refused
        await self.services.second_factor.switch_off(ask.who.id, by=ask.who.id)
        return self.saved(ACCESS)

    async def _not_allowed(self, ask: Ask) -> Response | None:
        """The answer to whoever does not know the password, or has no second factor any more."""
        checked = self.trouble(ask.request, ask.form, ("before",), Checked())
        if not checked.refusals and await self.services.second_factor.paper_left(ask.who.id) is None:
            return RedirectResponse(ACCESS, 303)
        if checked.refusals or not await self._knows(ask, checked):
            return await self._page(ask, checked)
        return None

    def _picture(self, ask: Ask, secret: str, checked: Checked) -> Response:
        import segno  # Seldom needed.

        site = self.services.directory.first_site()
        address = app_address(secret, ask.who.email, site.name if site else "Samovar")
        picture = Markup(segno.make(address, micro=False).svg_inline(scale=5, border=3))
        sealed = Seal(self.services.settings.keys).close(f"{ask.who.id} {secret}")
        return self.draw(
            ask, "my_code.html", checked, picture=picture, secret=secret, sealed=sealed,
            has_password=bool(ask.who.password),
        )  # fmt: skip

    def _unsealed(self, ask: Ask) -> str:
        """The secret of the picture, where it was shown to this same person."""
        try:
            owner, _, secret = Seal(self.services.settings.keys).open(ask.form.get("sealed", "")[:1000]).partition(" ")
        except BrokenSeal:
            return ""
        return secret if compare_digest(owner, ask.who.id) else ""

    # ------------------------------------------------ where one is signed in

    async def end_devices(self, ask: Ask) -> Response:
        """One of them, or all but this one."""
        checked = self.trouble(ask.request, ask.form, ("end",), Checked())
        if checked.refusals:
            return await self._page(ask, checked)
        one = ask.form.get("end", "")
        await self.services.sessions.end(ask.who.id, None if one == "others" else [one], but=ask.key)
        return self.saved(ACCESS)

    # ------------------------------------------------ in common

    async def _knows(self, ask: Ask, checked: Checked) -> bool:
        """Whether they know their password, which whoever finds an open console does not."""
        one = Try(self.services.rate_limits.sign_ins_account, f"{ask.who.id} {ask.key}", "too_many")
        if held := slowed(ask.request, [one], "a password in the settings"):
            checked.refuse("before", held.words, minutes=held.minutes)
            return False
        # Taken before the password is looked at: many tries at once are as many tries.
        one.take()
        if not await self.services.new_passwords.knows(ask.who, ask.form.get("before", "")[:1000]):
            checked.refuse("before", "password_wrong")
            return False
        one.give_back()
        return True

    async def _page(self, ask: Ask, checked: Checked) -> Response:
        devices = [_device(each, ask) for each in await self.services.sessions.of(ask.who.id)]
        return self.draw(
            ask, "my_access.html", checked, devices=devices, has_password=bool(ask.who.password), email=ask.who.email,
            provider=await self.services.providers.current(),
            paper_left=await self.services.second_factor.paper_left(ask.who.id),
            posted=ask.request.scope["path"] if ask.request.method == "POST" else "",
        )  # fmt: skip


def _device(session: OperatorSession, ask: Ask) -> dict[str, object]:
    return {
        "id": session.id, "device": session.device, "address": session.address, "since": session.created_at,
        "used": session.used_at, "here": session.id == ask.key,
    }  # fmt: skip
