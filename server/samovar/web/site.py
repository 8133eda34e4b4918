"""Every address of the server that is no socket, as one Starlette application."""

from collections.abc import Callable, Sequence

from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import StatelessLifespan

from samovar.web.doors import errors
from samovar.web.endpoints.doctor import Doctor
from samovar.web.endpoints.embed import Embed
from samovar.web.endpoints.files import Files
from samovar.web.endpoints.leaving import Leaving
from samovar.web.endpoints.long_polls import LongPolls
from samovar.web.endpoints.metrics import Metrics
from samovar.web.endpoints.scripts import Scripts
from samovar.web.pages.channel_address import ChannelAddressPages
from samovar.web.pages.console import ConsolePages
from samovar.web.pages.invitations import InvitationPages
from samovar.web.pages.new_password import NewPasswordPages
from samovar.web.pages.provider import ProviderPages
from samovar.web.pages.second_step import SecondStepPages
from samovar.web.pages.sign_in import SignInPages
from samovar.web.pages.unwanted import UnwantedPages
from samovar.web.present.html import Html
from samovar.web.services import Services
from samovar.web.settings.pages import settings_routes

MoreRoutes = Callable[[Services, Html], Sequence[BaseRoute]]


def site(
    services: Services, html: Html, polling: LongPolls, lifespan: StatelessLifespan[Starlette], more: MoreRoutes | None
) -> Starlette:  # fmt: skip
    """`more`: addresses that come before ours, as the demo has some."""
    pages = (
        SignInPages(services, html),
        SecondStepPages(services, html),
        NewPasswordPages(services, html),
        ProviderPages(services, html),
        InvitationPages(services, html),
        ChannelAddressPages(services, html),
        UnwantedPages(services, html),
        ConsolePages(services, html),
        Scripts(),
        Embed(services),
        Leaving(services),
        polling,
        Files(services),
        Doctor(services),
        Metrics(services),
    )
    routes = [
        *(more(services, html) if more else ()),
        *(route for each in pages for route in each.routes()),
        *settings_routes(services, html),
    ]
    made = Starlette(routes=routes, lifespan=lifespan, exception_handlers=errors(html))
    # A redirect would be built from the Host header, which anybody can forge.
    made.router.redirect_slashes = False
    return made
