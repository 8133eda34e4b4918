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
    return await at.house.services.database.read(lambda session: session.execute(counting).scalar_one())


async def test_the_right_password_leads_to_the_console(at: Running):
    await hire(at)
    async with browsing(at) as browser:
        came = await sign_in(browser, remember="1")
        assert (came.status_code, came.headers["location"]) == (303, "/console")
        cookie = came.headers.get_list("set-cookie")[0]
        assert "HttpOnly" in cookie and "samesite=lax" in cookie.lower() and "Max-Age=2592000" in cookie
        assert "Secure" not in cookie  # This house is reached over plain http.
        assert (await browser.get("/console")).status_code == 200


async def test_over_tls_the_cookie_never_travels_in_the_clear(tmp_path: Path):
    async with running(tmp_path, url="https://chat.olha.example") as at:
        await hire(at)
        async with browsing(at) as browser:
            browser.origin = "https://chat.olha.example"
            cookies = (await sign_in(browser)).headers.get_list("set-cookie")
            assert len(cookies) == 2 and all("Secure" in each for each in cookies)


async def test_without_remembering_the_cookie_ends_with_the_browser(at: Running):
    await hire(at)
    async with browsing(at) as browser:
        assert "Max-Age" not in (await sign_in(browser)).headers.get_list("set-cookie")[0]


async def test_a_session_brought_along_is_replaced(at: Running):
    """Whoever planted a cookie before does not come in with it afterwards."""
    await hire(at)
    async with browsing(at, "planted-by-somebody") as browser:
        await sign_in(browser)
        assert browser.session != "planted-by-somebody"
    assert await at.house.services.accounts.who("planted-by-somebody") is None


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


FEW = replace(LIMITS, sign_ins_account=4, sign_ins_address=3)


async def guess(at: Running, number: int, email: str = EMAIL, lang: Lang = "ru") -> list[httpx2.Response]:
    """So many wrong passwords, each from an address of its own and from a browser that was never here."""
    told = []
    for n in range(number):
        async with browsing(at, lang=lang) as stranger:
            stranger.headers["X-Forwarded-For"] = f"203.0.113.{n}"
            told.append(await sign_in(stranger, "не тот пароль", email))
    return told


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("email", [EMAIL, EMAIL.upper(), "nobody@olha.example"])
async def test_one_account_is_not_guessed_from_many_addresses(folder: Path, email: str, lang: Lang):
    """And whether there is such an account, nobody learns by it."""
    async with running(folder, filled=False, limits=FEW) as at:
        await hire(at)
        told = await guess(at, 6, email, lang)
        assert [each.status_code for each in told] == [401] * 4 + [429] * 2
        # 15 minutes for four tries: the next is there in 3:45.
        assert says(told[-1].text, "pages.errors.too_many_elsewhere", lang, minutes=4)
        assert 200 < int(told[-1].headers["retry-after"]) <= 225
        # Another account is not slowed by it.
        async with browsing(at) as other:
            other.headers["X-Forwarded-For"] = "203.0.113.77"
            assert (await sign_in(other, "не тот пароль", "anna@olha.example")).status_code == 401


async def test_where_one_has_signed_in_before_strangers_keep_nobody_out(folder: Path):
    """Nor do those at the same address, and signing out does not make a device a stranger."""
    async with running(folder, filled=False, limits=FEW) as at:
        await hire(at)
        async with browsing(at) as petr, browsing(at) as beside:
            assert (await sign_in(petr)).status_code == 303
            token = at.house.services.tokens.for_page(at.house.services.accounts.key_of(petr.session))
            await petr.post("/signout", data={"token": token}, headers={"Origin": at.http})
            await guess(at, 8)
            assert [(await sign_in(beside, "не тот пароль")).status_code for _ in range(4)][-1] == 429
            assert (await sign_in(beside)).status_code == 429
            assert (await sign_in(petr, "не тот пароль")).status_code == 401
            assert (await sign_in(petr, email=EMAIL.upper())).status_code == 303


async def test_a_device_that_is_known_has_its_own_tries(folder: Path):
    async with running(folder, filled=False, limits=FEW) as at:
        await hire(at)
        async with browsing(at) as petr, browsing(at) as stranger:
            await sign_in(petr)
            told = [(await sign_in(petr, "не тот пароль")).status_code for _ in range(5)]
            assert told == [401] * 4 + [429]
            stranger.headers["X-Forwarded-For"] = "203.0.113.9"
            assert (await sign_in(stranger)).status_code == 303


async def test_whoever_joins_is_at_home_on_that_device(folder: Path):
    async with running(folder, filled=False, limits=FEW) as at:
        accounts = at.house.services.accounts
        secret = await accounts.invite(email=EMAIL, name="Пётр", role="operator", channels=["channel-moscow-0000"])
        async with browsing(at) as petr:
            joined = await petr.submit(f"/invite/{secret}", name="Пётр", password=PASSWORD)
            assert joined.status_code == 303
            await guess(at, 6)
            assert (await sign_in(petr)).status_code == 303


async def test_the_devices_cookie_is_signed_hidden_from_scripts_and_for_the_form_only(at: Running):
    await hire(at)
    async with browsing(at) as browser:
        came = await sign_in(browser)
        [cookie] = [each for each in came.headers.get_list("set-cookie") if each.startswith("samovar_device_")]
        assert "HttpOnly" in cookie and "Path=/signin" in cookie and "samesite=strict" in cookie.lower()
        assert EMAIL not in cookie and "Secure" not in cookie


@pytest.mark.parametrize("what", ["another account's", "forged", "under another name", "old"])
async def test_a_devices_cookie_that_is_not_this_accounts_is_worth_nothing(
    folder: Path, what: str, monkeypatch: pytest.MonkeyPatch
):
    async with running(folder, filled=False, limits=FEW) as at:
        await hire(at)
        await hire(at, "pavel@olha.example")
        async with browsing(at) as petr, browsing(at) as pavel:
            await sign_in(petr)
            await sign_in(pavel, email="pavel@olha.example")
            [name], [value] = zip(*[each for each in petr.cookies.items() if "device" in each[0]], strict=True)
            [other] = [value for name, value in pavel.cookies.items() if "device" in name]
            given = {"another account's": other, "under another name": other, "forged": value[:-2] + "AA", "old": value}
            async with browsing(at) as thief:
                thief.cookies.set(name, given[what], domain="127.0.0.1", path="/signin")
                if what == "old":
                    after(monkeypatch, 401 * 86_400)
                await guess(at, 6)
                thief.headers["X-Forwarded-For"] = "203.0.113.99"
                assert (await sign_in(thief)).status_code == 429


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("203.0.113.1", "203.0.113.2", False),
        ("::ffff:203.0.113.1", "203.0.113.1", True),
        ("::ffff:203.0.113.1", "::ffff:203.0.113.2", False),
    ],
)
async def test_a_64_of_ipv6_is_one_address(at: Running, one: str, other: str, same: bool):
    async with browsing(at) as browser:
        for n in range(6):
            browser.headers["X-Forwarded-For"] = one
            await sign_in(browser, "не тот пароль", f"{n}@olha.example")
        browser.headers["X-Forwarded-For"] = other
        assert (await sign_in(browser, "не тот пароль")).status_code == (429 if same else 401)


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


@pytest.mark.parametrize("where", ["/console", "/console/c/a-conversation-0001", "/settings/site"])
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
    assert says(refused.text, "pages.errors.other_address", url=at.http) and EMAIL in refused.text


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
        token = at.house.services.tokens.for_page(at.house.services.accounts.key_of("secret-anna"))
        left = await browser.post("/signout", data={"token": token}, headers={"Origin": at.http})
        assert (left.status_code, left.headers["location"]) == (303, "/signin")
        assert 'samovar_session=""' in left.headers["set-cookie"]
        browser.cookies.set("samovar_session", "secret-anna", domain="127.0.0.1")
        assert (await browser.get("/console")).status_code == 303


@pytest.mark.parametrize("token", ["", "forged", "ivan's"])
@pytest.mark.parametrize("origin", ["http://evil.example", "own"])
async def test_nobody_is_signed_out_by_another_page(at: Running, token: str, origin: str):
    key_of = at.house.services.accounts.key_of
    anna, ivan = (at.house.services.tokens.for_page(key_of(f"secret-{name}")) for name in ("anna", "ivan"))
    async with browsing(at, "secret-anna") as browser:
        sent = {"ivan's": ivan}.get(token, token) if origin == "own" else anna
        headers = {"Origin": at.http if origin == "own" else origin}
        refused = await browser.post("/signout", data={"token": sent}, headers=headers)
        assert refused.status_code == 403
        assert (await browser.get("/signout")).status_code == 405
        assert (await browser.get("/console")).status_code == 200


async def test_whoever_is_signed_in_reads_their_own_language_in_any_browser(at: Running):
    async with browsing(at, "secret-anna", lang="en") as browser:
        assert says((await browser.get("/settings/site")).text, "pages.message.forbidden.what", "ru")
        refused = await browser.post("/signout", data={"token": "forged"}, headers={"Origin": at.http})
        assert refused.status_code == 403 and says(refused.text, "pages.message.bad_request.what", "ru")
    async with browsing(at, "secret-marina", lang="en") as browser:
        assert says((await browser.get("/settings/site")).text, "settings.code.title", "ru")
