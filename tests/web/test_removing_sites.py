"""A site that goes takes all its data along, and only its own."""

from mailbox import write_letter

from sqlalchemy import func, select

from browser import browsing, says, words
from house import SHOP, Running, until
from peer import Peer, begin, held
from samovar.storage.engine.database import Session
from samovar.storage.tables import (
    Base,
    Channel,
    City,
    Contact,
    Conversation,
    Entry,
    Invitation,
    Mail,
    Membership,
    Site,
    Visitor,
    utc_now,
)  # fmt: skip
from settings_forms import post

SITE, SHOPS = "/settings/site", "/settings/site/site-of-the-shop00"
EMAIL = "mary7f3a@olha.example"


async def closed(at: Running) -> Peer:
    """A talk of the shop's that is over; its visitor left an address and got a letter; somebody is invited there."""
    mary, anna = await held(at)
    await anna.cmd("close", mary.conv, lock=1)

    def work(session: Session) -> None:
        session.add(
            Contact(visitor_id=mary.id, conversation_id=mary.conv, kind="email", value=EMAIL, way="email", consent="-")
        )
        session.add(
            Invitation(id="i" * 43, email="new@olha.example", channels=["channel-moscow-0000"], ends_at=utc_now())
        )

    await at.house.writer.run(work)
    await write_letter(at.house.writer.run, "answer", EMAIL, conversation=mary.conv)
    return mary


def count(session: Session) -> dict[str, int]:
    tables = (Site, Channel, City, Visitor, Conversation, Entry, Contact, Mail, Membership)
    return {each.__name__: session.execute(select(func.count()).select_from(each)).scalar_one() for each in tables}


async def test_it_goes_with_all_that_was_its_own(on_each: Running):
    at = on_each
    mary = await closed(at)
    start = {
        "key": "shop", "visit": "v" * 22, "page": {"url": f"{SHOP}/", "title": "", "referrer": ""}, "token": "",
        "city": "", "lang": "ru",
    }  # fmt: skip
    async with browsing(at, "secret-marina") as browser:
        assert (await browser.post("/widget/start", json=start, headers={"Origin": SHOP})).status_code == 200
        page = (await browser.get(SHOPS)).text
        assert "1 чат и " in words(page) and "Москва" in words(page) and "Казань" in words(page)
        answer = await post(browser, f"{SHOPS}/remove", page, typed=" Ольха ")
        assert answer.headers["location"] == f"{SITE}?removed"
        unknown = start | {"key": "nobody has this key"}
        same = [(await browser.post("/widget/start", json=each, headers={"Origin": SHOP})) for each in (start, unknown)]
        assert same[0].status_code == same[1].status_code == 403 and same[0].json() == same[1].json()
        own = {"Origin": "http://other.example"}
        same = [(await browser.post("/widget/start", json=each, headers=own)) for each in (start, unknown)]
        assert same[0].json()["code"] == same[1].json()["code"] == "no_site"
        assert says((await browser.get(f"{SITE}?removed")).text, "settings.site.removing")
        assert await mary.closes() == 4401
        await until(lambda: at.house.services.directory.site("site-of-the-shop00") is None)
        assert (await browser.get(SHOPS)).status_code == 404
        journal = words((await browser.get("/settings/journal")).text)
        assert "Сайт «Ольха»: удалено" in journal and "Чатов: 1 → 0" in journal
        assert says((await browser.get(SITE)).text, "settings.site.remove_last")
    left = await at.house.services.database.read(count)
    assert left == {
        "Site": 1, "Channel": 1, "City": 1, "Visitor": 0, "Conversation": 0, "Entry": 0, "Contact": 0, "Mail": 0,
        "Membership": 1,
    }  # fmt: skip

    def rows(session: Session) -> str:
        return "\n".join(str(row) for table in Base.metadata.sorted_tables for row in session.execute(select(table)))

    everything = await at.house.services.database.read(rows)
    assert mary.id not in everything and EMAIL not in everything and "channel-moscow-0000" not in everything


async def test_not_while_a_talk_is_open_nor_without_its_name_nor_the_last_one(at: Running):
    await begin(at)
    async with browsing(at, "secret-marina") as browser:
        page = (await browser.get(SHOPS)).text
        assert says(page, "settings.site.remove_open", n=1)
        answer = await post(browser, f"{SHOPS}/remove", page, typed="Ольха")
        assert answer.status_code == 400 and says(answer.text, "pages.errors.site_open")
        answer = await post(browser, f"{SHOPS}/remove", page, typed="ольха")
        assert answer.status_code == 400 and says(answer.text, "pages.errors.site_typed", value="Ольха")
        other = f"{SITE}/another-site-here0"
        await post(browser, f"{other}/remove", page, typed="Чужой")
        answer = await post(browser, f"{SHOPS}/remove", page, typed="Ольха")
        assert answer.status_code == 400 and says(answer.text, "pages.errors.site_last")
        assert await at.house.services.database.read(
            lambda s: s.execute(select(func.count()).select_from(Conversation)).scalar_one()
        )
