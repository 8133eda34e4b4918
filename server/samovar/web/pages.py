"""Pages of people who sign in, are invited, or set a new house up; and the console's shell."""

import asyncio
import math
from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from samovar.domain.accounts import EmailTaken, FirstSite, Newcomer, UsedInvitation, WrongPassword, fold_email
from samovar.storage.tables import Invitation, Photo
from samovar.web import fields, photos, wire
from samovar.web.fields import Checked
from samovar.web.frames import person, photo
from samovar.web.html import Html
from samovar.web.operator import session_topic
from samovar.web.parts import Parts
from samovar.web.sessions import COOKIE, Forms, drop_cookie, set_cookie, signed_in


class Pages:
    """Handlers of the pages. Each declares in `routes` who may call it."""

    def __init__(self, parts: Parts, html: Html) -> None:
        self._parts = parts
        self._html = html
        self._forms = Forms(parts.settings)

    def routes(self) -> list[Route]:
        """Who: anybody for sign-in and links with a secret; a signed-in operator for the rest."""
        return [
            Route("/", self.home),
            Route("/signin", self.sign_in, methods=["GET", "POST"]),
            Route("/signout", self.sign_out, methods=["POST"]),
            Route("/setup/{secret}", self.setup, methods=["GET", "POST"]),
            Route("/setup", self.setup_needed),
            Route("/invite/{secret}", self.invite, methods=["GET", "POST"]),
            Route("/install", self.install),
            Route("/console", self.console),
            Route("/console/c/{conv}", self.console),
        ]

    async def home(self, request: Request) -> Response:
        """The console is what people come here for."""
        return RedirectResponse("/console", 303)

    # ------------------------------------------------ signing in and out

    async def sign_in(self, request: Request) -> Response:
        """The form, and its answer."""
        if request.method == "GET":
            if not self._parts.directory.operators():
                return RedirectResponse("/setup", 303)
            return self._sign_in_form(request, {}, {})
        form = await _form(request)
        if not self._fresh(request, form):
            return self._sign_in_form(request, form, {"form": "pages.errors.stale_form"}, 400)
        return await self._try(request, form)

    async def _try(self, request: Request, form: Mapping[str, str]) -> Response:
        address, email = _address(request), fold_email(form.get("email", ""))[:254]
        gates = self._parts.gates
        wait = max(gates.sign_ins_address.wait(address), gates.sign_ins_account.wait(email + " " + address))
        if wait:
            places = {"minutes": math.ceil(wait / 60)}
            return self._sign_in_form(request, form, {"form": "pages.errors.too_many"}, 429, places)
        try:
            secret = await self._parts.accounts.sign_in(email, form.get("password", "")[:1000])
        except WrongPassword:
            gates.sign_ins_address.take(address)
            gates.sign_ins_account.take(email + " " + address)
            return self._sign_in_form(request, form, {"form": "pages.errors.signin_last"}, 401)
        response = RedirectResponse(_inside(form.get("next", "")), 303)
        set_cookie(response, self._parts.settings, secret, remember=form.get("remember") == "1")
        return response

    def _sign_in_form(
        self, request: Request, form: Mapping[str, str], errors: Mapping[str, str], status: int = 200,
        places: Mapping[str, object] | None = None,
    ) -> Response:  # fmt: skip
        site = self._parts.directory.first_site()
        values = {"email": form.get("email", ""), "remember": form.get("remember", "1") == "1"}
        lang = self._html.lang(request)
        said = {name: self._parts.texts.get(lang, key, **(places or {})) for name, key in errors.items()}
        return self._html.page(
            request, "signin.html", status=status, csrf=self._forms.token(), errors=said, values=values,
            site=site.name if site else "", next=form.get("next", "") or request.query_params.get("next", ""),
        )  # fmt: skip

    async def sign_out(self, request: Request) -> Response:
        """End the session; its sockets close at once."""
        who = await signed_in(request, self._parts)
        token = (await _form(request)).get("token", "")
        if who is None:
            return RedirectResponse("/signin", 303)
        if not self._forms.from_here(request) or not self._parts.tokens.page_fits(token, who.key):
            return self._html.message(request, "bad_request", 403)
        await self._parts.accounts.sign_out(request.cookies[COOKIE])
        self._parts.hub.publish(session_topic(who.key), None)
        response = RedirectResponse("/signin", 303)
        drop_cookie(response, self._parts.settings)
        return response

    # ------------------------------------------------ the first administrator

    async def setup_needed(self, request: Request) -> Response:
        """A new house without its link: say how to get one."""
        kind = "setup_used" if self._parts.directory.operators() else "setup_needed"
        return self._html.message(
            request, kind, 200 if kind == "setup_needed" else 410, action=self._to_sign_in(request, kind)
        )

    async def setup(self, request: Request) -> Response:
        """The one-time link of `samovar init`."""
        secret = request.path_params["secret"]
        try:
            invitation = await self._parts.accounts.invitation(secret)
        except UsedInvitation:
            invitation = None
        if invitation is None or invitation.email or self._parts.directory.operators():
            return self._html.message(request, "setup_used", 410, action=self._to_sign_in(request, "setup_used"))
        if request.method == "GET":
            return self._setup_form(request, Checked())
        return await self._set_up(request, secret, await _form(request))

    async def _set_up(self, request: Request, secret: str, form: Mapping[str, str]) -> Response:
        checked = Checked()
        newcomer = Newcomer(
            name=fields.name(checked, form, "name", "name"), email=fields.email(checked, form),
            password=fields.password(checked, form), lang=fields.language(checked, form),
        )  # fmt: skip
        site = FirstSite(
            name=fields.name(checked, form, "site", "site"), origins=fields.origins(checked, form),
            channel=fields.name(checked, form, "channel", "channel"),
        )  # fmt: skip
        if not self._fresh(request, form):
            checked.refuse("form", "stale_form")
        if checked.refusals:
            return self._setup_form(request, checked, 400)
        return await self._join(request, secret, newcomer, site, "/install") or self._setup_form(request, checked, 400)

    def _setup_form(self, request: Request, checked: Checked, status: int = 200) -> Response:
        return self._html.page(
            request, "setup.html", status=status, csrf=self._forms.token(), values=checked.values,
            errors=self._say(request, checked),
        )  # fmt: skip

    async def install(self, request: Request) -> Response:
        """The script tag to paste."""
        who = await signed_in(request, self._parts)
        site = self._parts.directory.first_site()
        if who is None or site is None:
            return RedirectResponse("/signin?next=/install", 303)
        if who.operator.role != "administrator":
            return self._html.message(request, "forbidden", 403)
        return self._html.page(request, "snippet.html", chat=self._parts.settings.origin, key=site.key, site=site.name)

    # ------------------------------------------------ invitations

    async def invite(self, request: Request) -> Response:
        """A colleague opens his link."""
        secret = request.path_params["secret"]
        try:
            invitation = await self._parts.accounts.invitation(secret)
        except UsedInvitation:
            return self._invite_used(request)
        if not invitation.email:
            return self._invite_used(request)
        if request.method == "GET":
            return self._invite_form(request, invitation, Checked(values={"name": invitation.name}))
        return await self._accept(request, secret, invitation)

    async def _accept(self, request: Request, secret: str, invitation: Invitation) -> Response:
        checked = Checked()
        async with request.form(max_files=1, max_fields=10) as form:
            typed = {key: value for key, value in form.items() if isinstance(value, str)}
            upload = form.get("photo")
            face = await self._face(upload, checked) if isinstance(upload, UploadFile) and upload.size else None
        newcomer = Newcomer(
            name=fields.name(checked, typed, "name", "name"), email=invitation.email,
            password=fields.password(checked, typed), lang=self._html.lang(request), photo=face,
        )  # fmt: skip
        if not self._fresh(request, typed):
            checked.refuse("form", "stale_form")
        if checked.refusals:
            return self._invite_form(request, invitation, checked, 400)
        return await self._join(request, secret, newcomer, None, "/console") or self._invite_used(request)

    async def _face(self, upload: UploadFile, checked: Checked) -> Photo | None:
        content = await upload.read(photos.LARGEST + 1)
        if len(content) > photos.LARGEST:
            checked.refuse("photo", "photo_large")
            return None
        try:
            async with asyncio.timeout(5):
                return await asyncio.to_thread(photos.face, content)
        except (photos.NotAPhoto, TimeoutError):
            checked.refuse("photo", "photo_kind")
            return None

    async def _join(
        self, request: Request, secret: str, newcomer: Newcomer, site: FirstSite | None, then: str
    ) -> Response | None:
        try:
            session = await self._parts.accounts.join(secret, newcomer, site)
        except (UsedInvitation, EmailTaken):
            return None
        response = RedirectResponse(then, 303)
        set_cookie(response, self._parts.settings, session, remember=True)
        return response

    def _invite_form(self, request: Request, invitation: Invitation, checked: Checked, status: int = 200) -> Response:
        by = self._parts.directory.operator(invitation.invited_by)
        site = self._parts.directory.first_site()
        inviter = {"name": by.name, "photo": photo(by)} if by else {"name": site.name if site else "", "photo": ""}
        channels = [found.name for each in invitation.channels if (found := self._parts.directory.channel(each))]
        return self._html.page(
            request, "invite.html", status=status, csrf=self._forms.token(), values=checked.values,
            errors=self._say(request, checked), email=invitation.email, inviter=inviter, channels=channels,
            largest_photo=photos.LARGEST,
        )  # fmt: skip

    def _invite_used(self, request: Request) -> Response:
        return self._html.message(request, "invite_used", 410, action=self._to_sign_in(request, "setup_used"))

    # ------------------------------------------------ the console

    async def console(self, request: Request) -> Response:
        """The shell; the rest comes over the socket."""
        who = await signed_in(request, self._parts)
        if who is None:
            return RedirectResponse(f"/signin?next={request.scope['path']}", 303)
        site = self._parts.directory.first_site()
        boot = wire.Boot(
            token=self._parts.tokens.for_page(who.key), me=person(who.operator), role=who.operator.role,  # type: ignore[arg-type]
            lang=who.operator.lang,  # type: ignore[arg-type]
            site=site.name if site else "",
            demo=self._parts.settings.demo,
        )  # fmt: skip
        return self._html.page(
            request, "console.html", lang=who.operator.lang, site=boot.site, boot=msgspec.to_builtins(boot)
        )

    # ------------------------------------------------ common

    def _fresh(self, request: Request, form: Mapping[str, str]) -> bool:
        return self._forms.from_here(request) and self._forms.fresh(form.get("csrf", ""))

    def _say(self, request: Request, checked: Checked) -> dict[str, str]:
        lang: Any = self._html.lang(request)
        return {name: self._parts.texts.get(lang, key, **places) for name, (key, places) in checked.refusals.items()}

    def _to_sign_in(self, request: Request, kind: str) -> dict[str, str] | None:
        if kind != "setup_used":
            return None
        lang: Any = self._html.lang(request)
        return {"href": "/signin", "text": self._parts.texts.get(lang, "pages.signin.submit")}


async def _form(request: Request) -> dict[str, str]:
    """Text fields of a form; unknown ones are refused where they would mean something: nowhere."""
    async with request.form(max_files=0, max_fields=20, max_part_size=16 * 1024) as form:
        return {key: value for key, value in form.items() if isinstance(value, str)}


def _address(request: Request) -> str:
    return request.client.host if request.client else "?"


def _inside(path: str) -> str:
    """Only ways into our own console, whatever the form says."""
    safe = path.startswith("/console") or path == "/install"
    return path if safe and path.isprintable() and "\\" not in path and "//" not in path else "/console"
