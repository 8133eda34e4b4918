"""Links with a secret: the first administrator sets the house up, colleagues accept their invitation."""

from collections.abc import Mapping, Sequence

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from samovar.domain.people.joining import EmailTaken, FirstSite, Newcomer, UsedInvitation
from samovar.domain.people.providers import Vouched
from samovar.storage.tables import Invitation, Provider
from samovar.web.guard import vouching
from samovar.web.guard.sessions import let_in, where_of
from samovar.web.pages import fields
from samovar.web.pages.faces import AT_MOST, face
from samovar.web.pages.fields import Checked
from samovar.web.pages.forms import FormPages, form_of
from samovar.web.present.presenter import photo

SETUP_FIELDS = ("name", "grammar", "email", "password", "language", "site", "origins", "channel")


class InvitationPages(FormPages):
    """Who: whoever has the secret, once."""

    def routes(self) -> Sequence[Route]:
        """The links."""
        return [
            Route("/setup/{secret}", self.setup, methods=["GET", "POST"]),
            Route("/setup", self.setup_needed),
            Route("/invite/{secret}", self.invite, methods=["GET", "POST"]),
        ]

    # ------------------------------------------------ the first administrator

    async def setup_needed(self, request: Request) -> Response:
        """A new house without its link: say how to get one."""
        if self.services.directory.operators():
            return self.html.message(request, "setup_used", 410, action=self.to_sign_in(request))
        return self.html.message(request, "setup_needed", 200)

    async def setup(self, request: Request) -> Response:
        """The one-time link of `samovar init`."""
        secret = request.path_params["secret"]
        try:
            invitation = await self.services.accounts.invitation(secret)
        except UsedInvitation:
            invitation = None
        if invitation is None and not self.services.directory.operators():
            return self.html.message(request, "setup_needed", 410)
        if invitation is None or invitation.email or self.services.directory.operators():
            return self.html.message(request, "setup_used", 410, action=self.to_sign_in(request))
        if request.method == "GET":
            return self._setup_form(request, Checked())
        return await self._set_up(request, secret, await form_of(request))

    async def _set_up(self, request: Request, secret: str, form: Mapping[str, str]) -> Response:
        checked = Checked()
        newcomer = Newcomer(
            name=fields.name(checked, form, "name", "name"), email=fields.email(checked, form),
            password=fields.password(checked, form), lang=fields.language(checked, form),
            grammar=fields.grammar(checked, form),
        )  # fmt: skip
        site = FirstSite(
            name=fields.name(checked, form, "site", "site"), origins=fields.origins(checked, form),
            channel=fields.name(checked, form, "channel", "channel"),
        )  # fmt: skip
        if self.trouble(request, form, SETUP_FIELDS, checked).refusals:
            return self._setup_form(request, checked, 400)
        return await self._join(request, secret, newcomer, site, "/settings") or self._setup_form(request, checked, 400)

    def _setup_form(self, request: Request, checked: Checked, status: int = 200) -> Response:
        return self.html.page(
            request, "setup.html", status=status, csrf=self.forms.token(), values=checked.values,
            errors=self.say(request, checked),
        )  # fmt: skip

    # ------------------------------------------------ invitations

    async def invite(self, request: Request) -> Response:
        """A colleague opens their link."""
        secret = request.path_params["secret"]
        try:
            invitation = await self.services.accounts.invitation(secret)
        except UsedInvitation:
            return self._invite_used(request)
        if not invitation.email:
            return self._invite_used(request)
        if request.method == "GET":
            return await self._invite_form(request, invitation, Checked(values={"name": invitation.name}))
        return await self._accept(request, secret, invitation)

    async def _accept(self, request: Request, secret: str, invitation: Invitation) -> Response:
        checked, provider = Checked(), await self.services.providers.current()
        vouched = self._vouched(request, provider)
        if provider.passwords_off and not vouched:
            checked.refuse("form", "invite_who")
            return await self._invite_form(request, invitation, checked, 403)
        async with request.form(max_files=1, max_fields=10) as form:
            typed = {key: value for key, value in form.items() if isinstance(value, str)}
            upload = form.get("photo")
            content = await upload.read(AT_MOST) if isinstance(upload, UploadFile) else b""
            picture = await face(content, checked) if content else None
        newcomer = Newcomer(
            name=fields.name(checked, typed, "name", "name"), email=invitation.email,
            password="" if vouched else fields.password(checked, typed), lang=self.html.lang(request),
            photo=picture, grammar=fields.grammar(checked, typed), vouched=vouched,
            title=fields.name(checked, typed, "title", "line") if typed.get("title", "").strip() else "",
        )  # fmt: skip
        if self.trouble(request, typed, ("name", "title", "grammar", "password"), checked).refusals:
            return await self._invite_form(request, invitation, checked, 400)
        answer = await self._join(request, secret, newcomer, None, "/console") or self._invite_used(request)
        vouching.over(answer)
        return answer

    def _vouched(self, request: Request, provider: Provider) -> Vouched | None:
        """Who they are by the company's system, where it alone says so."""
        secret, settings = request.path_params["secret"], self.services.settings
        return vouching.who(request, settings, secret, provider.issuer) if provider.passwords_off else None

    async def _join(
        self, request: Request, secret: str, newcomer: Newcomer, site: FirstSite | None, then: str
    ) -> Response | None:
        try:
            session = await self.services.accounts.join(secret, newcomer, site, where_of(request))
        except (UsedInvitation, EmailTaken):
            return None
        return await let_in(request, self.services, session, then, remember=newcomer.vouched is None)

    async def _invite_form(
        self, request: Request, invitation: Invitation, checked: Checked, status: int = 200
    ) -> Response:  # fmt: skip
        provider = await self.services.providers.current()
        step = "password" if not provider.passwords_off else "about" if self._vouched(request, provider) else "who"
        by = self.services.directory.operator(invitation.invited_by)
        site = self.services.directory.first_site()
        inviter = {"name": by.name, "photo": photo(by)} if by else {"name": site.name if site else "", "photo": ""}
        channels = [found.name for each in invitation.channels if (found := self.services.directory.channel(each))]
        return self.html.page(
            request, "invite.html", status=status, csrf=self.forms.token(), values=checked.values,
            errors=self.say(request, checked), email=invitation.email, inviter=inviter, channels=channels,
            step=step, provider=provider.name, secret=request.path_params["secret"],
        )  # fmt: skip

    def _invite_used(self, request: Request) -> Response:
        return self.html.message(request, "invite_used", 410, action=self.to_sign_in(request))
