"""Ground of the settings' pages: who may come, forms that lose nothing, two people at one form."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import quote

from starlette.datastructures import ImmutableMultiDict, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from samovar.domain.channels.first_steps import first_steps
from samovar.domain.channels.sites import name_in
from samovar.domain.company.journal import ChangedSince
from samovar.model.numbers import whole
from samovar.storage.tables import Operator
from samovar.web.guard.sessions import signed_in
from samovar.web.pages.faces import AT_MOST
from samovar.web.pages.fields import Checked
from samovar.web.pages.forms import FormPages
from samovar.web.present.html import Html
from samovar.web.present.presenter import photo
from samovar.web.services import Services
from samovar.web.settings.nav import STEPS, Entry, Step, listed
from samovar.web.settings.words import Line, Words

log = logging.getLogger(__name__)
FIELDS_MAX, FIELD_BYTES = 500, 64 * 1024


@dataclass(frozen=True, slots=True)
class Ask:
    """One request of somebody who may see the page. `form`: what was sent; empty where nothing was."""

    request: Request
    who: Operator
    key: str
    """Of their session, as the database knows it."""
    form: ImmutableMultiDict[str, str]
    files: Mapping[str, bytes]
    """By field; those that were chosen."""

    @property
    def rev(self) -> int:
        """Of the row, when the form was opened."""
        return whole(self.form.get("rev", "")) or 0


Handler = Callable[[Ask], Awaitable[Response]]


class SettingsPages(FormPages, ABC):
    """A page of the settings. Subclasses name their `entry`, and their addresses by `page`."""

    entry: ClassVar[Entry]

    def __init__(self, services: Services, html: Html, nav: list[Entry]) -> None:
        super().__init__(services, html)
        self.words = Words(services)
        self._nav = nav
        if self.entry not in nav:
            nav.append(self.entry)

    @abstractmethod
    def routes(self) -> Sequence[Route]:
        """Addresses of the page; each made by `page`."""

    def page(self, path: str, show: Handler | None, save: Handler | None = None, *, files: int = 0) -> Route:
        """One address: GET shows, POST saves. Where there is nothing to show, POST alone. `files`: so many may come."""
        given = {"GET": show, "POST": save}
        handlers = {method: handler for method, handler in given.items() if handler}

        async def asked(request: Request) -> Response:
            return await self._asked(handlers, request, files)

        return Route(path, asked, methods=list(handlers))

    async def _asked(self, handlers: Mapping[str, Handler], request: Request, most: int) -> Response:
        posted = request.method == "POST"
        who = await signed_in(request, self.services)
        if who is None:
            # A form that came without a session is kept by its page, and filled in again there after the sign-in.
            path = request.scope["path"] if "GET" in handlers else self.entry.path
            return RedirectResponse(f"/signin?next={quote(f'{path}?kept' if posted else path)}", 303)
        if not self.entry.everybody and who.operator.role != "administrator":
            return self.html.message(request, "forbidden", 403, lang=who.operator.lang)
        form, files = await form_of(request, most) if posted else (ImmutableMultiDict[str, str](), {})
        return await handlers["POST" if posted else "GET"](Ask(request, who.operator, who.key, form, files))

    def draw(
        self, ask: Ask, template: str, checked: Checked | None = None, *, status: int = 200,
        since: ChangedSince | None = None, **context: Any,
    ) -> Response:  # fmt: skip
        """The page `settings/<template>`: `checked` holds values and refusals of its fields; `since` says what others
        have changed meanwhile."""
        checked, lang = checked or Checked(), ask.who.lang
        if since:
            log.info("%s: others have changed the same meanwhile, nothing was stored", ask.request.scope["path"])
        status = 409 if since else 400 if checked.refusals and status == 200 else status
        return self.html.page(
            ask.request, f"settings/{template}", lang=lang, status=status, csrf=self.forms.token(),
            values=checked.values, errors=self.say(ask.request, checked, lang), entry=self.entry,
            nav=listed(self._nav, ask.who.role), since=self._lines(since, lang),
            saved="saved" in ask.request.query_params, kept="kept" in ask.request.query_params,
            **self._guide(ask), **self._rail(ask), **context,
        )  # fmt: skip

    def saved(self, path: str) -> Response:
        """It is stored: on to the page that shows it."""
        return RedirectResponse(f"{path}?saved", 303)

    def _guide(self, ask: Ask) -> dict[str, list[Step]]:
        """It goes with an administrator until all is done."""
        mine = ask.who.role == "administrator"
        done = first_steps(self.services.directory, self.services.tags) if mine else {}
        steps = [Step(key, STEPS[key], it_is) for key, it_is in done.items()]
        return {"steps": steps, "left": [step for step in steps if not step.done]}

    def _rail(self, ask: Ask) -> dict[str, Any]:
        site = self.services.directory.first_site()
        me = {"id": ask.who.id, "name": ask.who.name, "photo": photo(ask.who)}
        return {"me": me, "site": name_in(site, ask.who.lang) if site else ""}

    def _lines(self, since: ChangedSince | None, lang: str) -> list[Line]:
        return [self.words.line(each, lang) for each in since.entries] if since else []


async def form_of(request: Request, most: int) -> tuple[ImmutableMultiDict[str, str], dict[str, bytes]]:
    """Text fields of a form (`getlist` gives all values of a name), and the files that came with it."""
    async with request.form(max_files=most, max_fields=FIELDS_MAX, max_part_size=FIELD_BYTES) as form:
        text = [(key, value) for key, value in form.multi_items() if isinstance(value, str)]
        files = {key: await value.read(AT_MOST) for key, value in form.items() if isinstance(value, UploadFile)}
        return ImmutableMultiDict(text), {key: content for key, content in files.items() if content}
