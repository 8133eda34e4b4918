"""All pages of the settings: whoever is in this list has its addresses and its line in the settings' own list."""

from starlette.routing import Route

from samovar.web.present.html import Html
from samovar.web.services import Services
from samovar.web.settings.archive import ArchivePages
from samovar.web.settings.base import SettingsPages
from samovar.web.settings.channel import ChannelPages
from samovar.web.settings.channels import ChannelListPages
from samovar.web.settings.data import DataPages
from samovar.web.settings.guide import GuidePages
from samovar.web.settings.hours import HoursPages
from samovar.web.settings.journal import JournalPages
from samovar.web.settings.mail import MailPages
from samovar.web.settings.me import MePages
from samovar.web.settings.my_access import MyAccessPages
from samovar.web.settings.nav import Entry
from samovar.web.settings.people import PeoplePages
from samovar.web.settings.person import PersonPages
from samovar.web.settings.server import ServerPages
from samovar.web.settings.sign_in import SignInSettings
from samovar.web.settings.site import SitePages
from samovar.web.settings.widget import WidgetPages

PAGES: tuple[type[SettingsPages], ...] = (
    GuidePages,
    WidgetPages,
    ChannelListPages,
    ChannelPages,
    HoursPages,
    SitePages,
    PeoplePages,
    PersonPages,
    DataPages,
    ArchivePages,
    JournalPages,
    MailPages,
    ServerPages,
    SignInSettings,
    MePages,
    MyAccessPages,
)


def settings_routes(services: Services, html: Html) -> list[Route]:
    """Their addresses."""
    nav: list[Entry] = []
    return [route for each in [page(services, html, nav) for page in PAGES] for route in each.routes()]
