"""The pages about oneself: what is said there is told to everybody, and what would lock out asks for the password."""

import io
import re
from html import unescape
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from browser import EMAIL, PASSWORD, Browser, browsing, csrf_of, hire, says, sign_in, words
from codes import shown, with_app
from house import Running
from newcomers import operator
from peer import enter
from samovar.domain.people.accounts import CodeNeeded
from samovar.storage.tables import Mail, Operator
from samovar.texts import LANGS, Lang
from samovar.web import wire

ME, ACCESS, CODE = "/settings/me", "/settings/me/access", "/settings/me/code"
SAID = {
    "name": "Пётр Великий", "latin": "Peter", "title": "Мастер", "title_latin": "Maker", "grammar": "he",
    "language": "ru", "rev": "0",
}  # fmt: skip
NEW = "восемь столовых ложек"


@pytest.fixture
async def petr(at: Running) -> Any:
    await hire(at)
    async with browsing(at) as browser:
        await sign_in(browser)
        yield browser


async def who(at: Running) -> Operator:
    return await operator(at, EMAIL)


async def put(browser: Browser, path: str, page: str = "", files: Any = None, **said: str) -> Any:
    """A form of a page, sent from it."""
    token = csrf_of((await browser.get(page or path)).text)
    return await browser.post(path, data={"csrf": token, **said}, files=files, headers={"Origin": browser.origin})


def picture(side: int = 300, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side), "brown").save(out, kind)
    return out.getvalue()


# ---------------------------------------------------------------- what others see


async def test_what_is_said_is_stored_journaled_and_told(at: Running, petr: Browser):
    [anna] = await enter(at, "anna")
    came = await put(petr, ME, **SAID)
    assert (came.status_code, came.headers["location"]) == (303, f"{ME}?saved")
    now = await who(at)
    assert (now.name, now.latin, now.title, now.title_latin, now.grammar) == (
        "Пётр Великий", "Peter", "Мастер", "Maker", "he",
    )  # fmt: skip
    [entry, *_] = await at.house.services.journal.page(what="operator")
    assert entry.by == now.id and entry.changes["name"] == ["Пётр", "Пётр Великий"]
    await at.settle()
    assert any("Пётр Великий" in str(frame) for frame in anna.frames)


async def test_the_language_changes_with_the_next_page(at: Running, petr: Browser):
    await put(petr, ME, **SAID | {"language": "en"})
    assert says((await petr.get(ME)).text, "settings.me.about", "en")


async def test_a_face_is_written_anew_and_takes_the_place_of_the_one_before(at: Running, petr: Browser):
    await put(petr, ME, files={"photo": ("me.png", picture())}, **SAID)
    first = (await who(at)).photo_id
    face = await petr.get(f"/photo/{first}")
    assert face.headers["content-type"] == "image/webp"
    assert f"/photo/{first}" in (await petr.get(ME)).text
    await put(petr, ME, files={"photo": ("me.jpg", picture(500, "JPEG"))}, **SAID | {"rev": "1"})
    second = (await who(at)).photo_id
    assert second not in (None, first) and (await petr.get(f"/photo/{first}")).status_code == 404
    assert (await put(petr, "/settings/me/no-photo", ME)).status_code == 303
    assert (await who(at)).photo_id is None and (await petr.get(f"/photo/{second}")).status_code == 404


BAD = [
    ({"name": ""}, None, "name_empty", {}),
    ({"name": "к" * 101}, None, "name_long", {"n": 100}),
    ({"title": "к" * 101}, None, "line_long", {"n": 100}),
    ({"title": "а\u202eб"}, None, "name_bad", {}),
    ({"grammar": "it"}, None, "grammar_bad", {}),
    ({"language": "de"}, None, "language_bad", {}),
    ({}, b"no picture", "photo_kind", {}),
    ({}, b"x" * (5 * 1024 * 1024 + 1), "photo_large", {}),
]


@pytest.mark.parametrize(("said", "photo", "key", "places"), BAD)
async def test_a_bad_field_is_refused_at_it_and_what_was_typed_stays(
    at: Running, petr: Browser, said: dict[str, str], photo: bytes | None, key: str, places: dict[str, Any]
):
    files = {"photo": ("me.png", photo)} if photo else None
    refused = await put(petr, ME, files=files, **SAID | {"latin": "Typed here"} | said)
    assert refused.status_code == 400 and says(refused.text, f"pages.errors.{key}", **places)
    assert 'value="Typed here"' in refused.text and (await who(at)).latin == ""


async def test_an_administrator_who_changed_the_name_meanwhile_is_not_overwritten(at: Running, petr: Browser):
    await put(petr, ME, **SAID | {"name": "Администратор так решил"})
    refused = await put(petr, ME, **SAID)
    assert refused.status_code == 409 and "Администратор так решил" in words(refused.text)
    assert (await who(at)).name == "Администратор так решил"


async def test_nobody_changes_another(at: Running, petr: Browser):
    await put(petr, ME, **SAID, id="operator-anna-000")
    assert (await operator(at, "anna@olha.example")).name == "Анна"


# ---------------------------------------------------------------- the password


async def test_another_password_ends_the_other_sessions_only(at: Running, petr: Browser):
    async with browsing(at) as other:
        await sign_in(other)
        came = await put(petr, "/settings/me/password", ACCESS, before=PASSWORD, password=NEW)
        assert came.headers["location"] == f"{ACCESS}?saved"
        assert (await petr.get(ACCESS)).status_code == 200 and (await other.get(ACCESS)).status_code == 303
        assert (await sign_in(other)).status_code == 401 and (await sign_in(other, NEW)).status_code == 303


@pytest.mark.parametrize("lang", LANGS)
async def test_a_wrong_password_changes_nothing_and_many_have_to_wait(at: Running, petr: Browser, lang: Lang):
    await put(petr, ME, **SAID | {"language": lang})
    page = (await petr.get(ACCESS)).text
    form = {"csrf": csrf_of(page), "before": "не тот", "password": NEW}
    for _ in range(10):
        refused = await petr.post("/settings/me/password", data=form, headers={"Origin": at.http})
        assert refused.status_code == 400 and says(refused.text, "pages.errors.password_wrong", lang)
    refused = await petr.post("/settings/me/password", data=form | {"before": PASSWORD}, headers={"Origin": at.http})
    assert refused.status_code == 400 and says(refused.text, "pages.errors.too_many", lang, minutes=2)
    async with browsing(at) as other:
        assert (await sign_in(other)).status_code == 303


async def test_a_common_password_is_refused_at_its_field(at: Running, petr: Browser):
    refused = await put(petr, "/settings/me/password", ACCESS, before=PASSWORD, password="1234567890")
    assert refused.status_code == 400 and says(refused.text, "pages.errors.password_common")


# ---------------------------------------------------------------- the second factor


def sealed_in(html: str) -> tuple[str, str]:
    sealed = re.search(r'name="sealed" value="([^"]+)"', html)
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", html)
    assert sealed and secret and "<svg" in html
    return unescape(sealed[1]), secret[1]


def paper_in(html: str) -> list[str]:
    found = re.search(r'<pre class="paper"[^>]*>(.*?)</pre>', html, re.S)
    assert found
    return found[1].split()


async def test_the_second_factor_is_switched_on_with_what_the_app_shows(at: Running, petr: Browser):
    page = (await petr.get(CODE)).text
    sealed, secret = sealed_in(page)
    form = {"csrf": csrf_of(page), "sealed": sealed, "before": PASSWORD}
    refused = await petr.post(CODE, data=form | {"code": "000000"}, headers={"Origin": at.http})
    assert refused.status_code == 400 and says(refused.text, "pages.errors.code_wrong")
    assert sealed_in(refused.text)[1] == secret  # What the app has scanned stays good.
    form["sealed"] = sealed_in(refused.text)[0]
    code = shown(secret, at)
    assert (
        await petr.post(CODE, data=form | {"code": code, "before": "x"}, headers={"Origin": at.http})
    ).status_code == 400
    done = await petr.post(CODE, data=form | {"code": code}, headers={"Origin": at.http})
    assert done.status_code == 200 and len(paper_in(done.text)) == 10
    with pytest.raises(CodeNeeded):
        await at.house.services.accounts.sign_in(EMAIL, PASSWORD)
    assert says((await petr.get(ACCESS)).text, "settings.me.paper_left", n=10)
    async with browsing(at) as other:
        await sign_in(other)
        assert (await other.submit("/signin/code", code=paper_in(done.text)[0])).headers["location"] == "/console"
    assert says((await petr.get(ACCESS)).text, "settings.me.paper_left", n=9)


async def test_a_picture_shown_to_another_is_not_taken(at: Running, petr: Browser):
    async with browsing(at, "secret-anna") as anna:
        sealed, secret = sealed_in((await anna.get(CODE)).text)
    came = await put(petr, CODE, sealed=sealed, code=shown(secret, at), before=PASSWORD)
    assert came.headers["location"] == CODE
    assert await at.house.services.second_factor.paper_left((await who(at)).id) is None


async def test_new_paper_and_off_ask_for_the_password(at: Running):
    secret, paper = await with_app(at)
    async with browsing(at) as petr:
        await sign_in(petr)
        await petr.submit("/signin/code", code=shown(secret, at))
        for path in ("/settings/me/code/paper", "/settings/me/code/off"):
            refused = await put(petr, path, ACCESS, before="не тот")
            assert refused.status_code == 400 and says(refused.text, "pages.errors.password_wrong")
        fresh = paper_in((await put(petr, "/settings/me/code/paper", ACCESS, before=PASSWORD)).text)
        assert len(fresh) == 10 and not set(fresh) & set(paper)
        assert (await put(petr, "/settings/me/code/off", ACCESS, before=PASSWORD)).status_code == 303
    assert await at.house.services.accounts.sign_in(EMAIL, PASSWORD)


async def test_without_a_second_factor_there_is_no_paper(at: Running, petr: Browser):
    answer = await put(petr, "/settings/me/code/paper", ACCESS, before=PASSWORD)
    assert answer.headers["location"] == ACCESS
    assert await at.house.services.second_factor.paper_left((await who(at)).id) is None


# ---------------------------------------------------------------- where one is signed in


async def test_one_device_is_ended_and_its_console_closes(at: Running):
    [there] = await enter(at, "anna")
    async with browsing(at) as browser:
        secret = await at.house.services.accounts.begin_session("operator-anna-000")
        browser.cookies.set("samovar_session", secret, domain="127.0.0.1")
        page = await browser.get(ACCESS)
        [other] = re.findall(r'name="end" value="([0-9a-f]{64})"', page.text)
        assert (await put(browser, "/settings/me/devices", ACCESS, end=other)).status_code == 303
        assert await there.closes() == wire.CloseCode.TOKEN
        assert (await browser.get(ACCESS)).status_code == 200
        assert 'name="end"' not in (await browser.get(ACCESS)).text


async def test_all_others_end_and_this_one_stays(at: Running, petr: Browser):
    async with browsing(at) as second, browsing(at) as third:
        await sign_in(second)
        await sign_in(third)
        await put(petr, "/settings/me/devices", ACCESS, end="others")
        told = [(await each.get(ACCESS)).status_code for each in (petr, second, third)]
    assert told == [200, 303, 303]


async def test_nobody_ends_the_session_of_another(at: Running, petr: Browser):
    theirs = at.house.services.accounts.key_of("secret-anna")
    await put(petr, "/settings/me/devices", ACCESS, end=theirs)
    assert await at.house.services.accounts.who("secret-anna")


# ---------------------------------------------------------------- a colleague who cannot get in


async def test_an_administrator_sends_a_link_and_switches_a_lost_second_step_off(at: Running):
    await with_app(at)
    petr = await who(at)
    one = f"/settings/people/{petr.id}"
    async with browsing(at, "secret-marina") as marina:
        assert (await put(marina, f"{one}/password", one)).status_code == 303
        assert says((await marina.get(one)).text, "settings.people.no_code")
        assert (await put(marina, f"{one}/no-code", one)).status_code == 303
        assert not says((await marina.get(one)).text, "settings.people.no_code")
        journal = words((await marina.get("/settings/journal")).text)
        assert "Второй шаг входа: да → нет" in journal and "Ссылка на новый пароль" in journal
    letter = await at.house.services.database.read(lambda session: session.scalars(select(Mail)).one())
    assert (letter.kind, letter.recipient) == ("password_reset", EMAIL)
    async with browsing(at) as browser:
        assert (await browser.submit(letter.places["path"], password=NEW)).headers["location"] == "/console"


@pytest.mark.parametrize("lang", LANGS)
async def test_what_this_browser_alone_knows_is_asked_of_it_and_without_scripts_the_page_says_so(
    at: Running, petr: Browser, lang: Lang
):  # fmt: skip
    await put(petr, ME, **SAID | {"language": lang})
    page = (await petr.get(ME)).text
    assert says(page, "settings.me.here_script", lang) and says(page, "settings.me.notify", lang)
    [script] = re.findall(r'src="(/static/dist/console\.bell[^"]+)"', page)
    assert f".{lang}.js" in script and (await petr.get(unescape(script))).status_code == 200
