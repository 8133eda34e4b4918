"""A forgotten password: the letter that is asked for, which tells nobody who works here."""

import asyncio
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from browser import EMAIL, browsing, hire, says, words
from house import Running, until
from newcomers import count, operator
from samovar.domain.people.new_passwords import NewPasswords
from samovar.storage.engine.database import Session
from samovar.storage.tables import Mail, Operator, PasswordLink
from samovar.texts import LANGS, Lang

NEW = "восемь столовых ложек"


async def letters(at: Running) -> list[Mail]:
    return await at.house.services.database.read(lambda session: list(session.scalars(select(Mail))))


async def one_letter(at: Running) -> Mail:
    async with asyncio.timeout(5):
        while not (found := await letters(at)):  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    [letter] = found
    return letter


async def test_the_letter_leads_to_a_new_password(on_each: Running):
    await hire(on_each)
    async with browsing(on_each) as browser:
        assert "/password" in (await browser.get("/signin")).text
        sent = await browser.submit("/password", email=" Petr@OLHA.example ")
        assert sent.status_code == 200 and says(sent.text, "pages.forgotten.sent")
        letter = await one_letter(on_each)
        assert (letter.kind, letter.recipient, letter.places["name"]) == ("password_reset", EMAIL, "Пётр")
        assert (await browser.submit(letter.places["path"], password=NEW)).headers["location"] == "/console"


@pytest.mark.parametrize("lang", LANGS)
async def test_whoever_asks_learns_not_who_works_here(at: Running, lang: Lang):
    await hire(at)
    async with browsing(at, lang=lang) as browser:
        told = []
        for email in (EMAIL, "nobody@olha.example"):
            answer = await browser.submit("/password", email=email)
            told.append((answer.status_code, words(answer.text).replace(email, ""), answer.headers.get("set-cookie")))
    assert told[0] == told[1]
    assert (await one_letter(at)).recipient == EMAIL


async def test_the_answer_waits_for_no_letter(at: Running, monkeypatch: pytest.MonkeyPatch):
    """What is done for one address and not for another takes place after the answer."""
    free, began = asyncio.Event(), asyncio.Event()
    ask = NewPasswords.ask

    async def slow(self: NewPasswords, email: str) -> None:
        began.set()
        await free.wait()
        await ask(self, email)

    monkeypatch.setattr(NewPasswords, "ask", slow)
    await hire(at)
    async with browsing(at) as browser, asyncio.timeout(5):
        assert (await browser.submit("/password", email=EMAIL)).status_code == 200
        await began.wait()
        assert await letters(at) == []
        free.set()
        await one_letter(at)


async def test_whatever_host_was_asked_the_letter_names_none(at: Running):
    await hire(at)
    async with browsing(at) as browser:
        token = await browser.csrf("/password")
        headers = {"Origin": at.http, "Host": "evil.example", "X-Forwarded-Host": "evil.example"}
        await browser.post("/password", data={"csrf": token, "email": EMAIL}, headers=headers)
        letter = await one_letter(at)
    assert not urlsplit(letter.places["path"]).netloc and "evil" not in str(letter.model_dump())


@pytest.mark.parametrize(
    ("email", "key"),
    [("", "email_empty"), ("petr", "email_bad"), ("petr@olha.example\r\nBcc: all@olha.example", "email_bad")],
)
async def test_what_is_no_address_is_refused_at_the_field(at: Running, email: str, key: str):
    async with browsing(at) as browser:
        refused = await browser.submit("/password", email=email)
    assert refused.status_code == 400 and says(refused.text, f"pages.errors.{key}")


async def test_somebody_disabled_gets_no_letter(at: Running, caplog: pytest.LogCaptureFixture):
    caplog.set_level("INFO", "samovar.strangers")
    await hire(at)
    petr = await operator(at, EMAIL)

    def disable(session: Session) -> None:
        session.get_one(Operator, petr.id).disabled_at = at.clock()

    await at.house.services.database.write(disable)
    async with browsing(at) as browser:
        assert (await browser.submit("/password", email=EMAIL)).status_code == 200
        await until(lambda: "an address that nobody here has" in caplog.text)
    assert await count(at, PasswordLink) == 0 and EMAIL not in caplog.text


async def asked(at: Running, email: str, address: str = "203.0.113.1") -> Any:
    async with browsing(at) as browser:
        browser.headers["X-Forwarded-For"] = address
        return await browser.submit("/password", email=email)


async def test_one_account_is_written_to_three_times_an_hour_and_unknown_ones_are_told_the_same(at: Running):
    await hire(at)
    for n, email in enumerate((EMAIL, "nobody@olha.example")):
        told = [(await asked(at, email, f"203.0.113.{10 * n + m}")).status_code for m in range(4)]
        assert told == [200] * 3 + [429]
    refused = await asked(at, EMAIL, "203.0.113.99")
    assert says(refused.text, "pages.errors.letters_many", minutes=20) and int(refused.headers["retry-after"]) > 600


async def test_one_address_asks_for_ten_letters_an_hour(at: Running):
    told = [(await asked(at, f"{n}@olha.example")).status_code for n in range(11)]
    assert told == [200] * 10 + [429]
    assert (await asked(at, "11@olha.example", "203.0.113.2")).status_code == 200
