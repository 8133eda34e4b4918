"""Mail in the settings: the server, the log, one letter, and sending it again."""

from collections.abc import AsyncIterator
from mailbox import Mailbox, comes_to, letter, mailbox, write_letter
from pathlib import Path

import pytest

from browser import Browser, browsing, csrf_of, says, words
from house import NO_WAIT, Running, running
from samovar.clockwork import Spans
from samovar.storage.engine.database import Session
from samovar.storage.tables import MailServerRow
from samovar.texts import LANGS, Lang

LIVELY = Spans(drain=NO_WAIT.drain, settle=NO_WAIT.settle, work=0.01)
SERVER = "/settings/mail/server/outgoing"


@pytest.fixture
async def box() -> AsyncIterator[Mailbox]:
    async with mailbox() as made:
        yield made


@pytest.fixture
async def lively(folder: Path) -> AsyncIterator[Running]:
    async with running(folder, filled=False, spans=LIVELY) as at:
        yield at


def said(box: Mailbox, **more: str) -> dict[str, str]:
    return {
        "host": "127.0.0.1", "port": str(box.port), "tls": "none", "sender": "chat@olha.example", "username": "",
        "password": "",
    } | more  # fmt: skip


def rev_of(html: str) -> str:
    return html.split('name="rev" value="')[1].split('"')[0]


async def save(browser: Browser, page: str, **fields: str):  # type: ignore[no-untyped-def]
    fields = {"csrf": csrf_of(page), "rev": rev_of(page)} | fields
    return await browser.post(SERVER, data=fields, headers={"Origin": browser.origin})


async def test_letters_that_wait_go_as_soon_as_a_server_is_named(lively: Running, box: Mailbox):
    mail = await write_letter(lively.house.writer.run)
    async with browsing(lively, "secret-marina") as browser:
        log = (await browser.get("/settings/mail")).text
        assert says(log, "settings.mail.no_server") and says(log, "settings.mail.waiting", n=1)
        answer = await save(browser, (await browser.get(SERVER)).text, **said(box))
        assert answer.status_code == 303
        await comes_to(lively.house.services.database, mail, "sent")
        log = (await browser.get("/settings/mail")).text
        assert says(log, "mail.states.sent") and "Почта работает: Ольха" in words(log)
        journal = words((await browser.get("/settings/journal")).text)
        assert "Сервер: — → 127.0.0.1" in journal and "С какого адреса: — → chat@olha.example" in journal


async def test_a_password_that_another_has_set_meanwhile_is_not_overwritten(lively: Running, box: Mailbox):
    async with browsing(lively, "secret-marina") as browser:
        await save(browser, (await browser.get(SERVER)).text, **said(box, username="chat", password="first"))
        page = (await browser.get(SERVER)).text
        mine, theirs = said(box, username="chat", password="mine"), said(box, username="chat", password="theirs")
        assert (await save(browser, page, **theirs)).status_code == 303
        refused = await save(browser, page, **mine)
        assert refused.status_code == 409 and "Пароль" in words(refused.text)
        servers = lively.house.services.mail_servers
        await servers.refresh()
        kept = servers.server("smtp")
        assert kept and kept.password == "theirs"


async def test_a_test_letter_shows_what_becomes_of_it(lively: Running, box: Mailbox):
    async with browsing(lively, "secret-marina") as browser:
        await save(browser, (await browser.get(SERVER)).text, **said(box))
        page = (await browser.get(SERVER)).text
        assert 'value="marina@olha.example"' in page
        fields = {"csrf": csrf_of(page), "test_to": "marina@olha.example"}
        answer = await browser.post(f"{SERVER}/test", data=fields, headers={"Origin": browser.origin})
        place = answer.headers["location"]
        await comes_to(lively.house.services.database, place.rpartition("/")[2], "sent")
        assert says((await browser.get(place)).text, "mail.states.sent")
        fields["test_to"] = "marina"
        answer = await browser.post(f"{SERVER}/test", data=fields, headers={"Origin": browser.origin})
        assert answer.status_code == 400 and says(answer.text, "pages.errors.email_bad")


async def test_a_password_is_sealed_and_never_shown(lively: Running, box: Mailbox):
    async with browsing(lively, "secret-marina") as browser:
        secret = said(box, username="chat", password="семь-чайных-ложек")
        await save(browser, (await browser.get(SERVER)).text, **secret)
        page = (await browser.get(SERVER)).text
        assert "ложек" not in page and says(page, "settings.mail.password_kept")
        servers = lively.house.services.mail_servers
        found = servers.server("smtp")
        assert found is not None and found.password == "семь-чайных-ложек"
        await save(browser, page, **said(box, username="chat", sender="info@olha.example"))
        found = servers.server("smtp")
        assert found is not None and (found.password, found.sender) == ("семь-чайных-ложек", "info@olha.example")
        assert "ложек" not in (await browser.get("/settings/journal")).text
    stored = await lively.house.services.database.read(lambda session: session.get_one(MailServerRow, "smtp").password)
    assert stored and "ложек" not in stored


async def test_a_kept_password_goes_to_no_other_host(lively: Running, box: Mailbox):
    """Whoever names a host of their own would read it there."""
    async with browsing(lively, "secret-marina") as browser:
        await save(browser, (await browser.get(SERVER)).text, **said(box, username="chat", password="семь-ложек"))
        page = (await browser.get(SERVER)).text
        refused = await save(browser, page, **said(box, username="chat", host="mail.elsewhere.example"))
        assert refused.status_code == 400 and says(refused.text, "pages.errors.mail.password_again")
        assert 'value="mail.elsewhere.example"' in refused.text
        found = lively.house.services.mail_servers.server("smtp")
        assert found is not None and (found.host, found.password) == ("127.0.0.1", "семь-ложек")
        another = said(box, username="chat", host="mail.elsewhere.example", password="восемь-ложек")
        assert (await save(browser, page, **another)).status_code == 303


async def test_a_password_of_another_key_is_asked_for_again(lively: Running, box: Mailbox):
    def spoil(session: Session) -> None:
        session.add(MailServerRow(id="smtp", host="mail.example", port=25, sender="a@b.example", password="gibberish"))

    await lively.house.writer.run(spoil)
    await lively.house.services.mail_servers.refresh()
    async with browsing(lively, "secret-marina") as browser:
        assert says((await browser.get(SERVER)).text, "settings.mail.locked")
        assert says((await browser.get("/settings/mail")).text, "settings.mail.no_server")


BAD = [
    ({"host": ""}, "mail.host"), ({"host": "два слова"}, "mail.host"), ({"host": "a@b"}, "mail.host"),
    ({"port": "0"}, "mail.port"), ({"port": "70000"}, "mail.port"), ({"port": "x"}, "mail.port"),
    ({"tls": "ssl3"}, "mail.tls"), ({"sender": "chat"}, "email_bad"),
    ({"sender": "a@b.example\r\nBcc: c@d.example"}, "email_bad"),
    ({"host": "a" * 300}, "mail.long"), ({"password": "п" * 600}, "mail.long"),
]  # fmt: skip


@pytest.mark.parametrize(("spoiled", "key"), BAD)
@pytest.mark.parametrize("lang", LANGS)
async def test_what_cannot_be_a_server_is_said_at_its_field(
    at: Running, box: Mailbox, spoiled: dict[str, str], key: str, lang: Lang
):
    await at.house.writer.run(lambda session: None)
    async with browsing(at, "secret-marina") as browser:
        answer = await save(browser, (await browser.get(SERVER)).text, **said(box, **spoiled))
        assert answer.status_code == 400
        assert says(answer.text, f"pages.errors.{key}", n=254 if "host" in spoiled else 500)
    assert at.house.services.mail_servers.server("smtp") is None


async def test_two_at_one_form_lose_nothing(lively: Running, box: Mailbox):
    async with browsing(lively, "secret-marina") as browser:
        first = (await browser.get(SERVER)).text
        await save(browser, first, **said(box))
        answer = await save(browser, first, **said(box, host="mail.olha.example"))
        assert answer.status_code == 409 and says(answer.text, "settings.since.heading")
        assert 'value="mail.olha.example"' in answer.text


async def test_a_server_can_be_forgotten(lively: Running, box: Mailbox):
    async with browsing(lively, "secret-marina") as browser:
        await save(browser, (await browser.get(SERVER)).text, **said(box, username="chat", password="tea"))
        page = (await browser.get(SERVER)).text
        fields = {"csrf": csrf_of(page), "rev": rev_of(page)}
        await browser.post(f"{SERVER}/off", data=fields, headers={"Origin": browser.origin})
        assert lively.house.services.mail_servers.server("smtp") is None
    stored = await lively.house.services.database.read(lambda session: session.get_one(MailServerRow, "smtp"))
    assert (stored.host, stored.password) == ("", "")


async def test_the_environment_wins_and_the_page_says_so(folder: Path, box: Mailbox):
    async with running(folder, filled=False, smtp=box.url) as at, browsing(at, "secret-marina") as browser:
        page = (await browser.get(SERVER)).text
        assert says(page, "settings.mail.given", variable="SAMOVAR_SMTP") and 'name="host"' not in page
        fields = said(box, csrf=csrf_of(page), rev="0", host="evil.example")
        await browser.post(SERVER, data=fields, headers={"Origin": browser.origin})
        found = at.house.services.mail_servers.server("smtp")
        assert found is not None and found.host == "127.0.0.1"


async def test_a_refused_letter_says_why_and_goes_again_to_the_corrected_address(lively: Running, box: Mailbox):
    box.rcpt = "550 5.1.1 <script>нет такого</script>"
    mail = await write_letter(lively.house.writer.run, "invitation", "ana@olha.example")
    database = lively.house.services.database
    async with browsing(lively, "secret-marina") as browser:
        await save(browser, (await browser.get(SERVER)).text, **said(box))
        await comes_to(database, mail, "failed")
        page = (await browser.get(f"/settings/mail/{mail}")).text
        assert says(page, "mail.reasons.refused") and "550 5.1.1" in words(page) and "<script>нет" not in page
        assert "sesame" not in page
        box.rcpt = ""
        fields = {"csrf": csrf_of(page), "edition": "1", "to": "anna@olha.example"}
        await browser.post(f"/settings/mail/{mail}", data=fields, headers={"Origin": browser.origin})
        assert (await comes_to(database, mail, "sent")).recipient == "anna@olha.example"
        twice = await browser.post(f"/settings/mail/{mail}", data=fields, headers={"Origin": browser.origin})
        assert twice.status_code == 400 and says(twice.text, "pages.errors.mail.gone")
        assert "Кому: ana@olha.example → anna@olha.example" in words((await browser.get("/settings/journal")).text)
    assert [each["Message-ID"] for each in box.letters] == [f"<{mail}.2@olha.example>"]


async def test_the_letter_is_drawn_where_it_can_do_nothing(at: Running):
    mail = await write_letter(at.house.writer.run, "question")
    async with browsing(at, "secret-marina") as browser:
        page = await browser.get(f"/settings/mail/{mail}")
        assert "frame-src 'self'" in page.headers["content-security-policy"]
        drawn = await browser.get(f"/settings/mail/{mail}/drawn")
        assert "sandbox" in drawn.headers["content-security-policy"] and "data:image/png" in drawn.text
        assert (await browser.get("/settings/mail/nothing")).status_code == 404
    async with browsing(at, "secret-anna") as operator:
        assert (await operator.get(f"/settings/mail/{mail}/drawn")).status_code == 403
    assert (await letter(at.house.services.database, mail)).state == "waiting"


async def test_the_log_is_read_page_by_page_and_by_state(at: Running):
    for number in range(55):
        await write_letter(at.house.writer.run, dedupe=str(number), to=f"r{number}@olha.example")
    async with browsing(at, "secret-marina") as browser:
        first = (await browser.get("/settings/mail")).text
        older = first.split('href="?')[1].split('"')[0].replace("&amp;", "&")
        second = (await browser.get(f"/settings/mail?{older}")).text
        found = [text.count("@olha.example</p>") for text in (first, second)]
        assert found == [50, 5]
        assert says((await browser.get("/settings/mail?state=failed")).text, "settings.mail.nothing")
