"""What pages with forms share: the parts they need, where a form comes from, words for what was refused."""

from collections.abc import Collection, Mapping
from typing import Any

from starlette.requests import Request

from samovar.web.guard.sessions import Forms
from samovar.web.pages.fields import Checked
from samovar.web.present.html import Html
from samovar.web.services import Services


class FormPages:
    """Ground of the page handlers."""

    def __init__(self, services: Services, html: Html) -> None:
        self.services = services
        self.html = html
        self.forms = Forms(services.settings)

    def trouble(
        self, request: Request, form: Mapping[str, str], fields: Collection[str], checked: Checked | None = None
    ) -> Checked:
        """Why a form as a whole cannot be taken, if so: it is not from our pages, too old, or brings fields that
        nobody asked for."""
        checked = checked or Checked(values=dict(form))
        if not self.forms.from_here(request):
            checked.refuse("form", "other_address", url=self.services.settings.origin)
        elif not self.forms.fresh(form.get("csrf", "")):
            checked.refuse("form", "stale_form")
        elif not form.keys() <= {"csrf", *fields}:
            checked.refuse("form", "form")
        return checked

    def say(self, request: Request, checked: Checked, lang: str = "") -> dict[str, str]:
        """What was refused, in words. `lang`: where the reader is known."""
        lang = lang or self.html.lang(request)
        return {name: self.services.texts.get(lang, key, **places) for name, (key, places) in checked.refusals.items()}

    def to_sign_in(self, request: Request) -> dict[str, str]:
        """The way to the sign-in form, for pages that lead nowhere else."""
        lang: Any = self.html.lang(request)
        return {"href": "/signin", "text": self.services.texts.get(lang, "pages.signin.submit")}


async def form_of(request: Request) -> dict[str, str]:
    """Text fields of a form."""
    async with request.form(max_files=0, max_fields=20, max_part_size=16 * 1024) as form:
        return {key: value for key, value in form.items() if isinstance(value, str)}
