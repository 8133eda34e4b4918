"""Oneself: face, name, title, how sentences speak of one, language."""

from collections.abc import Mapping, Sequence

from starlette.responses import Response
from starlette.routing import Route

from samovar.domain.company.journal import ChangedSince
from samovar.storage.tables import Operator
from samovar.web.pages import fields
from samovar.web.pages.faces import face
from samovar.web.pages.fields import Checked
from samovar.web.present.presenter import photo
from samovar.web.settings.base import Ask, SettingsPages
from samovar.web.settings.nav import Entry

FIELDS = ("rev", "name", "latin", "title", "title_latin", "grammar", "language")
OPTIONAL = ("latin", "title", "title_latin")


class MePages(SettingsPages):
    """Who: everybody, of themselves."""

    entry = Entry("me", "/settings/me", "user", everybody=True)

    def routes(self) -> Sequence[Route]:
        """The form, and the way to be without a photo."""
        return [
            self.page("/settings/me", self.show, self.change, files=1),
            self.page("/settings/me/no-photo", None, self.drop_face),
        ]

    async def show(self, ask: Ask) -> Response:
        """As others see one."""
        return self._form(ask, Checked(values=_as_it_is(ask.who)))

    async def change(self, ask: Ask) -> Response:
        """Otherwise from now on."""
        checked, said = self._said(ask)
        content = ask.files.get("photo", b"")
        new_face = await face(content, checked) if content else None
        if checked.refusals:
            return self._form(ask, checked)
        try:
            await self.services.profiles.change(ask.who.id, ask.rev, said, new_face)
        except ChangedSince as error:
            return self._form(ask, checked, error)
        return self.saved(self.entry.path)

    async def drop_face(self, ask: Ask) -> Response:
        """Initials in place of the photo."""
        checked = self.trouble(ask.request, ask.form, ())
        if checked.refusals:
            return self._form(ask, Checked(values=_as_it_is(ask.who), refusals=checked.refusals))
        await self.services.profiles.drop_face(ask.who.id)
        return self.saved(self.entry.path)

    def _said(self, ask: Ask) -> tuple[Checked, Mapping[str, str]]:
        checked = self.trouble(ask.request, ask.form, FIELDS, Checked())
        said = {name: self._line(checked, ask, name) for name in OPTIONAL}
        said["name"] = fields.name(checked, ask.form, "name", "name")
        said["grammar"] = fields.grammar(checked, ask.form)
        said["lang"] = fields.language(checked, ask.form)
        return checked, said

    def _line(self, checked: Checked, ask: Ask, name: str) -> str:
        return fields.name(checked, ask.form, name, "line") if ask.form.get(name, "").strip() else ""

    def _form(self, ask: Ask, checked: Checked, since: ChangedSince | None = None) -> Response:
        now = self.services.directory.operator(ask.who.id) or ask.who
        return self.draw(ask, "me.html", checked, since=since, rev=now.rev, face=photo(now))


def _as_it_is(who: Operator) -> dict[str, str]:
    return {name: getattr(who, name) for name in ("name", *OPTIONAL, "grammar")} | {"language": who.lang}
