"""Forms of the settings that come from elsewhere, with everything of the house in their addresses: nothing changes."""

import re

import pytest
from sqlalchemy import select

from browser import browsing
from house import Running
from peer import begin
from samovar.domain.channels.editing_hours import HoursWords
from samovar.domain.mails import queue
from samovar.domain.people.inviting import Host
from samovar.domain.people.pasted import Guest
from samovar.storage.engine.database import Session
from samovar.storage.tables import Base, Mail
from samovar.web.guard.sessions import Forms

MARINA, SITE = "operator-marina-000", "site-of-the-shop00"


async def everything(at: Running) -> list[str]:
    def work(session: Session) -> list[str]:
        tables = [table for table in Base.metadata.sorted_tables if table.name != "operator_session"]
        return sorted(f"{table.name} {row}" for table in tables for row in session.execute(select(table)))

    return await at.house.services.database.read(work)


async def names(at: Running) -> dict[str, str]:
    """One of each thing that an address of the settings can name."""
    services = at.house.services
    mary = await begin(at)
    await mary.leave()
    marina = services.directory.operator(MARINA)
    assert marina is not None
    hours = await services.hours_book.add(SITE, HoursWords(name="Контора", week=((),) * 7, country="", days=()), marina)
    await services.inviting.invite([Guest("new@olha.example")], "operator", [], Host(MARINA, "Марина", "Ольха", "ru"))
    [pending] = await services.inviting.pending()

    def failed(session: Session) -> str:
        mail = session.get_one(Mail, queue(session, "test", "anna@olha.example", "ru", {}, "one"))
        mail.state, mail.reason = "failed", "refused"
        return mail.id

    mail, channel = await at.house.writer.run(failed), services.directory.channels(SITE)[-1].id
    return {
        "site": SITE, "channel": channel, "hours": hours, "operator": "operator-ivan-000", "mail": mail,
        "visitor": mary.id, "invitation": pending.invitation.id, "way": "outgoing",
    }  # fmt: skip


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "", "ours"])
async def test_nothing_is_changed_by_forms_from_elsewhere(at: Running, origin: str):
    """`ours`: without the token of the form."""
    given = await names(at)
    paths = [route.path for route in at.house.asgi.site.routes if "POST" in (getattr(route, "methods", None) or ())]
    asked = [re.sub(r"{(\w+)}", lambda found: given[found[1]], path) for path in paths if path.startswith("/settings")]
    assert len(asked) > 30
    before = await everything(at)
    headers = {"Origin": at.http if origin == "ours" else origin} if origin else {}
    form = {} if origin == "ours" else {"csrf": Forms(at.settings).token()}
    async with browsing(at, "secret-marina") as marina:
        for path in asked:
            answer = await marina.post(path, data=form, headers=headers)
            assert answer.status_code == 400 or "saved" not in answer.headers.get("location", "saved"), (path, answer)
            assert answer.status_code < 500, path
    assert await everything(at) == before
