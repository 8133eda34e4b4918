"""What every page has: headers, a language, words for what went wrong; and static files, faces, health."""

import json
import re
from typing import Any

import pytest

from browser import browsing, says, words
from house import Running
from samovar.storage.engine.database import Unavailable
from samovar.texts import LANGS, Lang
from samovar.web.present.html import STATIC

PAGES = ["/signin", "/console", "/settings/site", "/setup", "/nothing-here", "/invite/nothing", "/console/c/nothing"]


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_is_closed_to_frames_scripts_and_caches(at: Running, path: str):
    async with browsing(at, "secret-marina") as browser:
        page = await browser.get(path)
    policy = dict(part.strip().split(" ", 1) for part in page.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'" and policy["script-src"] == "'self'" and policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'" and policy["form-action"] == "'self'"
    assert "unsafe" not in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"
    # Addresses hold secrets: of invitations, of set-up.
    assert page.headers["referrer-policy"] in ("no-referrer", "same-origin", "strict-origin")
    assert page.headers["cross-origin-opener-policy"] == "same-origin"
    assert page.headers["cache-control"] == "no-store"
    assert "server" not in page.headers


@pytest.mark.parametrize("path", PAGES)
async def test_no_page_asks_for_what_its_policy_forbids(at: Running, path: str):
    async with browsing(at, "secret-marina") as browser:
        html = (await browser.get(path)).text
    assert not re.search(r"<script(?![^>]*\b(src|type=\"application/json\"))", html)
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)
    links = re.findall(r'(?:src|href|action)="([^"]+)"', html)
    assert links and not [each for each in links if each.startswith(("http:", "https:", "//"))]


@pytest.mark.parametrize("lang", LANGS)
async def test_a_page_that_is_not_there_says_what_to_do_next(at: Running, lang: Lang):
    async with browsing(at, lang=lang) as browser:
        for path in ("/nothing", "/console/c", "/console/", "/.env", "/%00", "/static/../settings.py", "/a" * 1000):
            page = await browser.get(path)
            assert page.status_code == 404, path
            assert all(says(page.text, f"pages.message.not_found.{part}", lang) for part in ("title", "safe", "next"))
            assert f'lang="{lang}"' in page.text


@pytest.mark.parametrize(
    ("query", "cookie", "header", "lang"),
    [
        ("", "", "en-GB,en;q=0.9,ru;q=0.1", "en"),
        ("", "", "de", "ru"),
        ("", "", "", "ru"),
        ("?lang=en", "", "ru", "en"),
        ("", "en", "ru", "en"),
        ("?lang=xx", "xx", "en", "en"),
        ("?lang=%00", "", "ru", "ru"),
    ],
)
async def test_the_language_is_what_was_chosen_else_what_the_browser_likes(
    at: Running, query: str, cookie: str, header: str, lang: str
):
    async with browsing(at, lang=header) as browser:
        if cookie:
            browser.cookies.set("samovar_lang", cookie, domain="127.0.0.1")
        page = await browser.get(f"/signin{query}")
        assert f'<html lang="{lang}"' in page.text
        if query == "?lang=en":
            assert '<html lang="en"' in (await browser.get("/signin")).text


async def test_the_console_speaks_the_operators_own_language(at: Running):
    async with browsing(at, "secret-anna", lang="en") as browser:
        assert '<html lang="ru"' in (await browser.get("/console")).text


async def boot(at: Running, session: str) -> dict[str, Any]:
    async with browsing(at, session) as browser:
        html = (await browser.get("/console")).text
    return json.loads(html.split('id="boot">')[1].split("</script>")[0])


async def test_the_console_tells_its_script_who_works_here(at: Running):
    anna = await boot(at, "secret-anna")
    assert (anna["me"]["name"], anna["role"], anna["lang"], anna["site"]) == ("Анна", "operator", "ru", "Ольха")
    assert (await boot(at, "secret-marina"))["role"] == "administrator"
    key_of, tokens = at.house.services.accounts.key_of, at.house.services.tokens
    assert tokens.page_fits(anna["token"], key_of("secret-anna"))
    assert not tokens.page_fits(anna["token"], key_of("secret-ivan"))
    assert "secret-anna" not in json.dumps(anna) and "password" not in json.dumps(anna)


async def test_a_name_cannot_leave_the_data_it_stands_in(at: Running):
    evil = '</script><script>alert(1)</script>\u2028"'
    at.house.services.directory.operator("operator-anna-000").name = evil  # type: ignore[union-attr]
    site = at.house.services.directory.first_site()
    assert site
    site.name = evil
    async with browsing(at, "secret-anna") as browser:
        html = (await browser.get("/console")).text
        assert "<script>alert" not in html and "\u2028" not in html.split('id="boot">')[1]
        assert "<script>alert" not in (await browser.get("/signin")).text
    assert (await boot(at, "secret-anna"))["site"] == evil


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1@evil.example", "evil.example/?x=", "a b", ""])
async def test_a_forged_host_leads_nowhere(at: Running, host: str):
    async with browsing(at) as browser:
        for path in ("/", "/console", "/static", "/signin/", "/nothing"):
            page = await browser.get(path, headers={"Host": host})
            assert "evil" not in page.headers.get("location", "") + page.text


async def test_the_script_tag_is_for_administrators(at: Running):
    async with browsing(at, "secret-marina") as browser:
        page = words((await browser.get("/install", follow_redirects=True)).text)
        assert "data-key" in page and '"shop"' in page and f"{at.http}/widget.js" in page
    async with browsing(at, "secret-anna") as browser:
        page = await browser.get("/install", follow_redirects=True)
        assert page.status_code == 403 and "shop" not in page.text and says(page.text, "pages.message.forbidden.title")


# ---------------------------------------------------------------- when something breaks


async def test_a_mistake_of_ours_says_what_is_safe_and_shows_no_insides(at: Running, monkeypatch: pytest.MonkeyPatch):
    async def broken(*args: Any) -> Any:
        raise RuntimeError("SECRET-INSIDE")

    monkeypatch.setattr(at.house.services.accounts, "who", broken)
    async with browsing(at, "secret-anna") as browser:
        page = await browser.get("/console")
    assert page.status_code == 500 and says(page.text, "pages.message.error.title")
    assert "SECRET-INSIDE" not in page.text and "Traceback" not in page.text
    assert "content-security-policy" in page.headers


@pytest.mark.parametrize("path", ["/console", "/settings/site", "/photo/a-photo", "/invite/secret", "/setup/secret"])
async def test_a_database_that_does_not_answer_is_said_in_words(
    at: Running, path: str, monkeypatch: pytest.MonkeyPatch
):
    async def broken(*args: Any, **kwargs: Any) -> Any:
        raise Unavailable("no line")

    monkeypatch.setattr(at.house.services.database, "read", broken)
    async with browsing(at, "secret-anna") as browser:
        page = await browser.get(path)
        assert page.status_code == 503 and says(page.text, "pages.message.unavailable.title")
        health = await browser.get("/health")
    assert (health.status_code, health.json()) == (503, {"status": "unavailable"})


async def test_health_says_when_the_house_is_stopping(at: Running):
    async with browsing(at) as browser:
        assert (await browser.get("/health")).json() == {"status": "ok"}
        at.house.sockets.drain(1, 2)
        health = await browser.get("/health")
    assert (health.status_code, health.json()) == (503, {"status": "stopping"})


# ---------------------------------------------------------------- files


async def test_static_files_are_kept_as_long_as_their_address_names_their_content(at: Running):
    async with browsing(at) as browser:
        page = (await browser.get("/signin")).text
        styles = next(each for each in re.findall(r'href="(/static/[^"]+\.css[^"]*)"', page))
        kept = await browser.get(styles)
        assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert kept.headers["content-type"].startswith("text/css")
        plain = await browser.get(styles.split("?")[0])
        assert plain.headers["cache-control"] == "no-cache"
        assert plain.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/static/../services.py", "/static/%2e%2e/services.py", "/static/..%2fservices.py", "/static//etc/passwd",
        "/static/dist/../../settings.py", "/static/%00", "/static/", "/static/dist/", "/static/dist/manifest.json/x",
        "/static/..\\services.py", "/photo/%00", "/photo/" + "x" * 5000,
    ],
)  # fmt: skip
async def test_nothing_but_static_files_is_handed_out(at: Running, path: str):
    assert (STATIC.parent / "services.py").exists()
    async with browsing(at) as browser:
        answer = await browser.get(path)
    assert answer.status_code == 404 and "import" not in answer.text


async def test_a_photo_nobody_has_is_not_found(on_each: Running):
    async with browsing(on_each) as browser:
        for name in ("a-photo-nobody-has", "%00", "%F0%9F%98%80", "'--"):
            assert (await browser.get(f"/photo/{name}")).status_code == 404
