"""Signing in and out in a browser: the right way, every wrong way, and in the person's language."""

import asyncio
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import func, select

from browser import EMAIL, PASSWORD, browsing, csrf_of, hire, says, sign_in
from house import LIMITS, Running, after, running
from samovar.storage.tables import OperatorSession
from samovar.texts import LANGS, Lang


async def sessions(at: Running) -> int:
    counting = select(func.count()).select_from(OperatorSession)
    return await at.house.parts.database.read(lambda session: session.execute(counting).scalar_one())


async def test_the_right_password_leads_to_the_console(at: Running):
    await hire(at)
    async with browsing(at) as browser:
        came = await sign_in(browser, remember="1")
        assert (came.status_code, came.headers["location"]) == (303, "/console")
        cookie = came.headers["set-cookie"]
        assert "HttpOnly" in cookie and "samesite=lax" in cookie.lower() and "Max-Age=2592000" in cookie
        assert "Secure" not in cookie  # This house is reached over plain http.
        assert (await browser.get("/console")).status_code == 200


async def test_over_tls_the_cookie_never_travels_in_the_clear(tmp_path: Path):
    async with running(tmp_path, url="https://chat.olha.example") as at:
        await hire(at)
        async with browsing(at) as browser:
            browser.origin = "https://chat.olha.example"
            assert "Secure" in (await sign_in(browser)).headers["set-cookie"]


async def test_without_remembering_the_cookie_ends_with_the_browser(at: Running):
    await hire(at)
    async with browsing(at) as browser:
        assert "Max-Age" not in (await sign_in(browser)).headers["set-cookie"]


async def test_a_session_brought_along_is_replaced(at: Running):
    """Whoever planted a cookie before does not come in with it afterwards."""
    await hire(at)
    async with browsing(at, "planted-by-somebody") as browser:
        await sign_in(browser)
        assert browser.session != "planted-by-somebody"
    assert await at.house.parts.accounts.who("planted-by-somebody") is None


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("email", [EMAIL, "nobody@olha.example", "anna@olha.example"])
async def test_a_wrong_password_says_not_which_of_the_two_was_wrong(at: Running, email: str, lang: Lang):
    await hire(at)
    async with browsing(at, lang=lang) as browser:
        refused = await sign_in(browser, "не тот пароль", email)
    assert refused.status_code == 401 and "set-cookie" not in refused.headers
    assert says(refused.text, "pages.errors.signin_last", lang) and email in refused.text
    assert "не тот пароль" not in refused.text


ODD = [
    ("", ""),
    (EMAIL, ""),
    ("", PASSWORD),
    ("\x00", "\x00"),
    ("x" * 10_000, PASSWORD),
    (EMAIL, "x" * 15_000),
    ("'--", "x"),
]


async def test_odd_names_and_passwords_are_only_wrong(on_each: Running):
    await hire(on_each)
    async with browsing(on_each) as browser:
        for n, (email, password) in enumerate([*ODD, ("<script>alert(1)", "x")]):
            browser.headers["X-Forwarded-For"] = f"203.0.113.{n}"
            refused = await sign_in(browser, password, email)
            assert refused.status_code == 401 and "<script>alert" not in refused.text


async def test_many_wrong_passwords_have_to_wait_and_a_right_one_from_elsewhere_does_not(at: Running):
    await hire(at)
    async with browsing(at) as browser:
        told = [(await sign_in(browser, "не тот пароль")).status_code for _ in range(7)]
        assert told == [401] * 5 + [429] * 2
        refused = await sign_in(browser)
        assert refused.status_code == 429 and says(refused.text, "pages.errors.too_many", minutes=1)
        browser.headers["X-Forwarded-For"] = "203.0.113.9"
        assert (await sign_in(browser)).status_code == 303


async def test_wrong_passwords_all_at_once_are_not_more_than_one_after_another(at: Running):
    await hire(at)
    async with browsing(at) as browser:
        token = await browser.csrf("/signin")
        form = {"csrf": token, "email": EMAIL, "password": "не тот пароль"}
        posts = [browser.post("/signin", data=form, headers={"Origin": at.http}) for _ in range(20)]
        told = [answer.status_code for answer in await asyncio.gather(*posts)]
    assert sorted(told) == [401] * 5 + [429] * 15


async def test_right_passwords_cost_nothing(at: Running):
    await hire(at)
    async with browsing(at) as browser:
        assert [(await sign_in(browser)).status_code for _ in range(8)] == [303] * 8


async def test_one_account_is_not_guessed_from_many_addresses(tmp_path: Path):
    async with running(tmp_path, limits=replace(LIMITS, sign_ins_account=4, sign_ins_address=3)) as at:
        await hire(at)
        async with browsing(at) as browser:
            told = []
            for n in range(6):
                browser.headers["X-Forwarded-For"] = f"203.0.113.{n}"
                told.append((await sign_in(browser, "не тот пароль")).status_code)
            # Nobody can lock Petr out of his own account: an address that was never wrong may still try.
            assert told == [401] * 6
            browser.headers["X-Forwarded-For"] = "203.0.113.200"
            assert (await sign_in(browser)).status_code == 303


# ---------------------------------------------------------------- where to go then

OUTSIDE = [
    "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "https:evil.example",
    "http:///evil.example", "javascript:alert(1)", "/console//evil.example", "/console\r\nSet-Cookie: x=1",
    "/console\x00", "/consolation/../../x", " /console", "/signin?next=//evil.example", "/console@evil.example:443//",
    "/%0d%0aX", "data:text/html,x", "evil.example",
]  # fmt: skip


async def test_signing_in_never_leads_elsewhere(at: Running):
    await hire(at)
    async with browsing(at) as browser:
        for where in OUTSIDE:
            came = await sign_in(browser, next=where)
            target = came.headers["location"]
            assert came.status_code == 303 and "set-cookie" in came.headers and "X" not in came.cookies
            landed = httpx2.URL(at.http).join(target)
            assert landed.host == "127.0.0.1" and landed.path.startswith("/console"), where


@pytest.mark.parametrize("where", ["/console", "/console/c/a-conversation-0001", "/install"])
async def test_a_deep_link_waits_behind_the_door(at: Running, where: str):
    await hire(at)
    async with browsing(at) as browser:
        sent = await browser.get(where)
        assert sent.status_code == 303 and sent.headers["location"] == f"/signin?next={where}"
        form = await browser.get(sent.headers["location"])
        assert f'value="{where}"' in form.text
        came = await browser.post(
            "/signin", data={"csrf": csrf_of(form.text), "email": EMAIL, "password": PASSWORD, "next": where},
            headers={"Origin": at.http},
        )  # fmt: skip
        assert came.headers["location"] == where


# ---------------------------------------------------------------- forms from elsewhere


@pytest.mark.parametrize(
    "origin", [None, "null", "", "http://evil.example", "http://127.0.0.1", "https://127.0.0.1:{port}"]
)
async def test_a_form_sent_by_another_page_signs_nobody_in(at: Running, origin: str | None):
    await hire(at)
    async with browsing(at) as browser:
        form = {"csrf": await browser.csrf("/signin"), "email": EMAIL, "password": PASSWORD}
        headers = {} if origin is None else {"Origin": origin.replace("{port}", str(at.port))}
        refused = await browser.post("/signin", data=form, headers=headers)
    assert refused.status_code == 400 and "set-cookie" not in refused.headers
    assert says(refused.text, "pages.errors.stale_form") and EMAIL in refused.text


@pytest.mark.parametrize("spoil", ["missing", "empty", "forged", "of another house", "old"])
async def test_a_form_without_our_token_signs_nobody_in(at: Running, spoil: str, monkeypatch: pytest.MonkeyPatch):
    await hire(at)
    async with browsing(at) as browser:
        token = await browser.csrf("/signin")
        made = {
            "missing": None,
            "empty": "",
            "forged": token[:-2],
            "of another house": "ImZvcm0i.abc.def",
            "old": token,
        }
        if spoil == "old":
            after(monkeypatch, 13 * 3600)
        form = {"email": EMAIL, "password": PASSWORD} | ({"csrf": made[spoil]} if made[spoil] is not None else {})
        refused = await browser.post("/signin", data=form, headers={"Origin": at.http})
        assert refused.status_code == 400 and "set-cookie" not in refused.headers
        assert csrf_of(refused.text)


async def test_a_form_with_fields_nobody_asked_for_is_refused(at: Running):
    await hire(at)
    async with browsing(at) as browser:
        refused = await sign_in(browser, role="administrator")
        assert refused.status_code == 400 and says(refused.text, "pages.errors.form")
    assert await sessions(at) == 5


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/json", "multipart/form-data", "multipart/form-data; boundary=x"]
)
async def test_a_body_that_is_no_form_is_refused(at: Running, kind: str):
    async with browsing(at) as browser:
        refused = await browser.post("/signin", content=b"\x00{", headers={"Origin": at.http, "Content-Type": kind})
    assert refused.status_code == 400 and refused.headers["content-type"].startswith("text/html")


async def test_a_form_far_too_long_is_refused_early(at: Running):
    async with browsing(at) as browser:
        for form in ({"email": "x" * 7_000_000}, {f"f{n}": "x" for n in range(1000)}):
            refused = await browser.post("/signin", data=form, headers={"Origin": at.http})
            assert refused.status_code in (400, 413)
        assert (await browser.get("/health")).json() == {"status": "ok"}


# ---------------------------------------------------------------- signing out


async def test_signing_out_ends_the_session(at: Running):
    async with browsing(at, "secret-anna") as browser:
        token = at.house.parts.tokens.for_page(at.house.parts.accounts.key_of("secret-anna"))
        left = await browser.post("/signout", data={"token": token}, headers={"Origin": at.http})
        assert (left.status_code, left.headers["location"]) == (303, "/signin")
        assert 'samovar_session=""' in left.headers["set-cookie"]
        browser.cookies.set("samovar_session", "secret-anna", domain="127.0.0.1")
        assert (await browser.get("/console")).status_code == 303


@pytest.mark.parametrize("token", ["", "forged", "ivan's"])
@pytest.mark.parametrize("origin", ["http://evil.example", "own"])
async def test_nobody_is_signed_out_by_another_page(at: Running, token: str, origin: str):
    key_of = at.house.parts.accounts.key_of
    anna, ivan = (at.house.parts.tokens.for_page(key_of(f"secret-{name}")) for name in ("anna", "ivan"))
    async with browsing(at, "secret-anna") as browser:
        sent = {"ivan's": ivan}.get(token, token) if origin == "own" else anna
        headers = {"Origin": at.http if origin == "own" else origin}
        refused = await browser.post("/signout", data={"token": sent}, headers=headers)
        assert refused.status_code == 403
        assert (await browser.get("/signout")).status_code == 405
        assert (await browser.get("/console")).status_code == 200
