"""A browser's side of HTTP: cookies, forms with their tokens, the Origin that browsers send."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import unescape
from typing import Any

import httpx2

from house import SHOP, Running
from samovar.domain.people.joining import Newcomer
from samovar.texts import Lang, Texts

TEXTS = Texts.load()
CSRF = re.compile(r'name="csrf" value="([^"]+)"')


class Browser(httpx2.AsyncClient):
    """One person's browser at one house."""

    def __init__(self, at: Running, session: str = "", lang: str = "ru", **more: Any) -> None:
        # Nothing here is reached over TLS; reading all the world's certificates takes longer than the test.
        super().__init__(base_url=at.http, headers={"Accept-Language": lang}, verify=False, **{"timeout": 30.0, **more})
        if session:
            self.cookies.set("samovar_session", session, domain="127.0.0.1")
        self.origin = at.http

    async def csrf(self, path: str) -> str:
        """The token of the form on a page."""
        return csrf_of((await self.get(path)).text)

    async def submit(self, path: str, *, files: Any = None, **fields: str) -> httpx2.Response:
        """Open the page with the form, fill it in, send it."""
        token = await self.csrf(path)
        return await self.post(path, data={"csrf": token, **fields}, files=files, headers={"Origin": self.origin})

    @property
    def session(self) -> str:
        return self.cookies.get("samovar_session") or ""


def csrf_of(html: str) -> str:
    found = CSRF.search(html)
    assert found, "there is no form here"
    return unescape(found[1])


def words(html: str) -> str:
    """What a person reads of a page."""
    text = re.sub(r"<script.*?</script>|<style.*?</style>|</?(i|em|b|a|span|strong|code)\b[^>]*>", "", html, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def says(html: str, key: str, lang: Lang = "ru", **values: object) -> bool:
    """Whether a person reads these words of ours."""
    return " ".join(TEXTS.get(lang, key, **values).split()) in words(html)


@asynccontextmanager
async def browsing(at: Running, session: str = "", **more: Any) -> AsyncIterator[Browser]:
    async with Browser(at, session, **more) as made:
        yield made


EMAIL, PASSWORD = "petr@olha.example", "семь чайных ложек"


async def hire(at: Running, email: str = EMAIL) -> None:
    """Petr has an account with a password."""
    accounts = at.house.services.accounts
    secret = await accounts.invite(email=email, name="Пётр", role="operator", channels=["channel-moscow-0000"])
    await accounts.sign_out(
        await accounts.join(secret, Newcomer(name="Пётр", email=email, password=PASSWORD, lang="ru"))
    )


async def sign_in(browser: Browser, password: str = PASSWORD, email: str = EMAIL, **more: str) -> httpx2.Response:
    return await browser.submit("/signin", email=email, password=password, **more)


async def ask(at: Running, question: str, body: Any, *, origin: str | None = SHOP, **headers: str) -> httpx2.Response:
    """As a page does: JSON as plain text, which needs no preflight."""
    text = body if isinstance(body, bytes | str) else json.dumps(body, ensure_ascii=False).encode()
    given = {"Content-Type": "text/plain"} | ({"Origin": origin} if origin is not None else {}) | headers
    async with browsing(at) as browser:
        return await browser.post(f"/widget/{question}", content=text, headers=given)


def says_error(html: str, key: str) -> bool:
    """Whether a person reads this reason at a field, whatever stands in its places."""
    forms = TEXTS.get("ru", f"pages.errors.{key}").split("|")
    reasons = (re.escape(form).replace(r"\{", "{").replace(r"\}", "}") for form in forms)
    return any(re.search(re.sub(r"\{\w+\}", ".*", reason), words(html)) for reason in reasons)
