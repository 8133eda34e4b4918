"""Who takes part: visitors and operators in the database, and their clients."""

from pathlib import Path

from faults.client import Client
from faults.pace import REAL, Pace
from faults.supervisor import Supervisor, Zygote
from house import KEY, SHOP, fill, people
from samovar.domain.people.links import digest
from samovar.model.people import Visitor
from samovar.storage import tables
from samovar.storage.engine.database import Session
from samovar.storage.tables import Membership, OperatorSession, Site, utc_now
from samovar.web.guard.tokens import Tokens

SITE = "site-of-the-shop00"
TOKENS = Tokens([KEY])
MANY = "1000000000"
WIDE = {
    f"SAMOVAR_LIMIT_{name}": MANY
    for name in (
        "FRAMES_BURST", "FRAMES_PER_SECOND", "MESSAGES_BURST", "MESSAGES_PER_SECOND", "MESSAGES_PER_DAY",
        "CONVERSATIONS_PER_HALF_DAY", "SOCKETS_ADDRESS", "SOCKETS_VISITOR",
    )
}  # fmt: skip
"""One address plays many people here, and each writes faster than anybody can."""


def everybody(session: Session, visitors: int, operators: int, **settings: object) -> None:
    """The people of tests/house.py, and so many visitors and operators of Moscow by numbers; `settings` of the site."""
    people(session)
    session.flush()
    session.add_all(tables.Visitor(id=f"visitor-{number:06}-00", site_id=SITE) for number in range(visitors))
    ends = utc_now().replace(year=utc_now().year + 5)
    for number in range(operators):
        name = f"operator-{number:06}-0"
        session.add(tables.Operator(id=name, name=f"Оператор {number}", email=f"{number}@olha.example"))
        session.flush()
        session.add(Membership(operator_id=name, channel_id="channel-moscow-0000"))
        session.add(OperatorSession(id=digest(secret(number)), operator_id=name, ends_at=ends))
    site = session.get_one(Site, SITE)
    site.settings = site.settings | settings


def secret(number: int) -> str:
    """Of an operator's session."""
    return f"secret-of-{number:06}"


async def house(
    zygote: Zygote,
    folder: Path,
    visitors: int,
    operators: int = 0,
    *,
    site: dict[str, object] | None = None,
    **env: str,
) -> Supervisor:
    """A server on a filled folder, not started yet."""
    data = folder / "data"
    data.mkdir()
    server = Supervisor(zygote, data, **({"SAMOVAR_SECRET": KEY} | WIDE | env))
    await fill(server.url, lambda session: everybody(session, visitors, operators, **(site or {})))
    return server


def visitor(server: Supervisor, number: int, pace: Pace = REAL, tab: int = 0) -> Client:
    """A tab of a visitor, not started."""
    token = TOKENS.for_visitor(Visitor(f"visitor-{number:06}-00", SITE))
    return Client(server.port, "/ws/visitor", {"Origin": SHOP}, token, f"visitor {number}.{tab}", pace)


def operator(server: Supervisor, number: int, pace: Pace = REAL) -> Client:
    """A console of an operator by his number, not started."""
    headers = {"Origin": f"http://127.0.0.1:{server.port}", "Cookie": f"samovar_session={secret(number)}"}
    token = TOKENS.for_page(digest(secret(number)))
    return Client(server.port, "/ws/operator", headers, token, f"operator {number}", pace)
