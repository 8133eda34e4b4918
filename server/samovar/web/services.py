"""What an application is built of, handed to the edge as one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from samovar.domain.channels.checking import Check
from samovar.domain.channels.directory import Directory
from samovar.domain.channels.editing import Channels
from samovar.domain.channels.editing_hours import HoursBook
from samovar.domain.channels.editing_looks import Looks
from samovar.domain.channels.editing_sites import Sites
from samovar.domain.channels.tags import Tags
from samovar.domain.channels.team import Team
from samovar.domain.company.journal import Journal
from samovar.domain.company.looking_after import LookingAfter
from samovar.domain.conversation.desk import Desk
from samovar.domain.delivery.reconcile import Console, Reconciler, Watched
from samovar.domain.holds import Holds
from samovar.domain.mails.log import Letters, MailLog
from samovar.domain.mails.servers import MailServers
from samovar.domain.people.accounts import Accounts
from samovar.domain.people.attendance import Attendance
from samovar.domain.people.inviting import Inviting
from samovar.domain.people.new_passwords import NewPasswords
from samovar.domain.people.profiles import Profiles
from samovar.domain.people.providers import Providers
from samovar.domain.people.second_factor import SecondFactor
from samovar.domain.people.sessions import Sessions
from samovar.domain.people.staff import Staff
from samovar.domain.personal.data import PersonalData
from samovar.domain.personal.removing_sites import RemovingSites
from samovar.domain.reading.library import Library
from samovar.domain.visitors.visits import Visits
from samovar.live.connections import Connections
from samovar.live.hub import Hub
from samovar.live.presence import Presence
from samovar.live.throttle import Throttle
from samovar.settings import Limits, Settings
from samovar.storage.engine.database import Database
from samovar.texts import Texts, pick
from samovar.upkeep.figures import Instruments
from samovar.upkeep.timer import CopyTimer
from samovar.upkeep.whole import WholeArchive
from samovar.web.guard.devices import Devices
from samovar.web.guard.rate_limits import RateLimits
from samovar.web.guard.tokens import Tokens
from samovar.web.present.opening_words import OpeningWords
from samovar.web.present.presenter import Presenter
from samovar.web.present.refusals import Refusals
from samovar.web.present.roster import Roster
from samovar.web.visitor.changes import SiteChanges
from samovar.web.visitor.teams import Teams


@dataclass(slots=True, kw_only=True)
class Services:
    """Everything an endpoint may need. `draining`: the server is about to stop."""

    settings: Settings
    database: Database
    library: Library
    hub: Hub
    marks: Throttle
    """How far people have read: of each one and conversation at most one a second is stored and told."""
    directory: Directory
    operators: Presence
    visitors: Presence
    consoles: Connections[Console]
    windows: Connections[Watched]
    team: Team
    teams: Teams
    opening_words: OpeningWords
    channels: Channels
    hours_book: HoursBook
    check: Check
    site_changes: SiteChanges
    desk: Desk
    attendance: Attendance
    visits: Visits
    accounts: Accounts
    sessions: Sessions
    second_factor: SecondFactor
    new_passwords: NewPasswords
    providers: Providers
    profiles: Profiles
    sites: Sites
    removing_sites: RemovingSites
    looks: Looks
    staff: Staff
    inviting: Inviting
    tags: Tags
    journal: Journal
    instruments: Instruments
    mail_log: MailLog
    mail_servers: MailServers
    letters: Letters
    looking_after: LookingAfter
    copy_timer: CopyTimer
    whole_archive: WholeArchive
    personal: PersonalData
    reconciler: Reconciler
    holds: Holds
    presenter: Presenter
    roster: Roster
    refusals: Refusals
    texts: Texts
    tokens: Tokens
    devices: Devices
    rate_limits: RateLimits
    clock: Callable[[], datetime]
    epoch: str = ""
    draining: bool = False

    def pick_lang(self, accept_language: str) -> str:
        """The language of somebody known only by their browser."""
        return pick(accept_language, self.settings.lang)

    @property
    def herd_ms(self) -> int:
        """Window for coming back after an abnormal end: all connections in it at 300 a second (1 to 30 s)."""
        return min(30_000, max(1_000, self.rate_limits.sockets * 1000 // 300))

    @property
    def limits(self) -> Limits:
        """What clients may do."""
        return self.settings.limits
