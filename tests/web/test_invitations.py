"""The first administrator sets a new house up, once; colleagues accept their invitation, once, with a face."""

import io
import re
import zlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from PIL import Image
from sqlalchemy import func, select
from sqlmodel import col

from browser import TEXTS, Browser, browsing, csrf_of, says, words
from house import Running
from peer import Peer, held
from samovar.domain.people.joining import EmailTaken
from samovar.storage.tables import Base, Channel, Membership, Operator, Photo, Site

PASSWORD = "семь чайных ложек"
FIRST = {
    "name": "Марина Ольхина", "email": "marina@olha.example", "password": PASSWORD, "language": "ru", "site": "Ольха",
    "origins": "https://olha.example\nhttps://www.olha.example/kuhni", "channel": "Москва",
}  # fmt: skip


async def count(at: Running, table: Any) -> int:
    counting = select(func.count()).select_from(table)
    return await at.house.services.database.read(lambda session: session.execute(counting).scalar_one())


async def stored(at: Running) -> dict[str, int]:
    tables = {name: table for name, table in Base.metadata.tables.items() if name != "invitation"}
    return {name: await count(at, table) for name, table in tables.items()}


async def one(at: Running, table: Any, **where: str) -> Any:
    wanted = select(table).where(*(col(getattr(table, name)) == value for name, value in where.items()))
    return await at.house.services.database.read(lambda session: session.scalars(wanted).one())


# ---------------------------------------------------------------- set-up


async def link(at: Running) -> str:
    secret = await at.house.services.accounts.invite(email="", name="", role="administrator", channels=[])
    return f"/setup/{secret}"


async def test_a_new_house_says_how_to_set_it_up(empty_house: Running):
    async with browsing(empty_house) as browser:
        for path in ("/", "/console", "/signin"):
            page = await browser.get(path, follow_redirects=True)
            assert page.status_code == 200 and "samovar init" in words(page.text)


async def test_the_one_time_link_makes_the_administrator_his_site_and_channel(empty_house: Running):
    at = empty_house
    async with browsing(at) as browser:
        path = await link(at)
        came = await browser.submit(path, **FIRST)
        assert (came.status_code, came.headers["location"]) == (303, "/settings")
        snippet = await browser.get("/install", follow_redirects=True)
        site = await one(at, Site)
        assert f'data-key="{site.key}"' in words(snippet.text) and f"{at.http}/widget.js" in words(snippet.text)
        assert (site.name, site.origins) == ("Ольха", ["https://olha.example", "https://www.olha.example"])
        channel = await one(at, Channel)
        assert (channel.name, channel.fallback) == ("Москва", True)
        who = await one(at, Operator)
        assert (who.name, who.email, who.role, who.lang) == (
            "Марина Ольхина", "marina@olha.example", "administrator", "ru",
        )  # fmt: skip
        assert (await browser.get("/console")).status_code == 200
        again = await browser.get(path)
        assert again.status_code == 410 and says(again.text, "pages.message.setup_used.title")
    async with browsing(at) as stranger:
        assert (await stranger.get("/setup")).status_code == 410
        assert (await stranger.post(path, data=FIRST)).status_code == 410
    assert await count(at, Operator) == await count(at, Membership) == 1


WRONG: dict[str, tuple[dict[str, str], str]] = {
    "no name": ({"name": "  "}, "name_empty"),
    "a long name": ({"name": "x" * 101}, "name_long"),
    "a name with invisible letters": ({"name": "Ма\u202eрина"}, "name_bad"),
    "a name with a line break": ({"name": "Ма\u0000рина"}, "name_bad"),
    "no address": ({"email": ""}, "email_empty"),
    "half an address": ({"email": "marina@"}, "email_bad"),
    "an address with nothing between two dots": ({"email": "marina@x..example"}, "email_bad"),
    "two addresses": ({"email": "a@x.ru,b@x.ru"}, "email_bad"),
    "a header in the address": ({"email": "a@x.ru\r\nBcc: b@x.ru"}, "email_bad"),
    "an address with NUL": ({"email": "a\u0000@x.ru"}, "email_bad"),
    "an address far too long": ({"email": "x" * 250 + "@x.ru"}, "email_bad"),
    "no password": ({"password": ""}, "password_empty"),
    "a short password": ({"password": "девять зн"}, "password_short"),
    "a common password": ({"password": "1234567890"}, "password_common"),
    "a password without end": ({"password": "x" * 1001}, "password_long"),
    "a language nobody speaks": ({"language": "de"}, "language_bad"),
    "no site": ({"site": ""}, "site_empty"),
    "no origin": ({"origins": " \n "}, "origins_empty"),
    "an origin that is none": ({"origins": "https://olha.example\njavascript:alert(1)"}, "origins_bad"),
    "an origin of a file": ({"origins": "file:///etc/passwd"}, "origins_bad"),
    "no channel": ({"channel": ""}, "channel_empty"),
    "a field nobody asked for": ({"role": "owner"}, "form"),
}


def says_error(html: str, key: str) -> bool:
    """Whether a person reads this reason at a field, whatever stands in its places."""
    forms = TEXTS.get("ru", f"pages.errors.{key}").split("|")
    reasons = (re.escape(form).replace(r"\{", "{").replace(r"\}", "}") for form in forms)
    return any(re.search(re.sub(r"\{\w+\}", ".*", reason), words(html)) for reason in reasons)


async def test_what_cannot_be_is_said_at_its_field_and_nothing_is_made(empty_house: Running):
    before = await stored(empty_house)
    async with browsing(empty_house) as browser:
        path = await link(empty_house)
        for what, (spoiled, said) in WRONG.items():
            refused = await browser.submit(path, **(FIRST | spoiled))
            assert refused.status_code == 400 and says_error(refused.text, said), what
            assert "set-cookie" not in refused.headers and FIRST["password"] not in refused.text
            # What was typed well is still there.
            assert ('value="Ольха"' in refused.text) is ("site" not in spoiled), what
            assert await stored(empty_house) == before, what
        # And the link still works.
        assert (await browser.submit(path, **FIRST)).status_code == 303


@pytest.mark.parametrize(
    ("typed", "origins"),
    [
        ("olha.example", ["https://olha.example"]),
        ("HTTP://OLHA.example:80/x?y#z", ["http://olha.example"]),
        ("https://olha.example:8443", ["https://olha.example:8443"]),
        ("кухни.рф", ["https://xn--h1alffa9f.xn--p1ai"]),
        ("a.example, b.example; a.example", ["https://a.example", "https://b.example"]),
        ("http://localhost:3000", ["http://localhost:3000"]),
    ],
)
async def test_origins_are_understood_as_people_type_them(empty_house: Running, typed: str, origins: list[str]):
    async with browsing(empty_house) as browser:
        assert (await browser.submit(await link(empty_house), **(FIRST | {"origins": typed}))).status_code == 303
    found = (await one(empty_house, Site)).origins
    assert found == origins or (typed == "кухни.рф" and found[0].startswith("https://xn--"))


async def test_a_set_up_form_sent_by_another_page_makes_nothing(empty_house: Running):
    async with browsing(empty_house) as browser:
        path = await link(empty_house)
        form = FIRST | {"csrf": await browser.csrf(path)}
        for headers in ({"Origin": "http://evil.example"}, {}):
            assert (await browser.post(path, data=form, headers=headers)).status_code == 400
    assert await count(empty_house, Operator) == 0


# ---------------------------------------------------------------- invitations


async def invited(at: Running, **more: Any) -> str:
    values = {
        "email": "petr@olha.example", "name": "Пётр", "role": "operator", "channels": ["channel-moscow-0000"],
        "invited_by": "operator-marina-000",
    } | more  # fmt: skip
    return f"/invite/{await at.house.services.accounts.invite(**values)}"


async def test_an_invitation_says_who_calls_and_where_to(at: Running):
    async with browsing(at) as browser:
        page = await browser.get(await invited(at))
    assert says(page.text, "pages.invite.call_channel", who="Марина", channels="Москва")
    assert 'value="Пётр"' in page.text and "petr@olha.example" in page.text


async def test_an_accepted_invitation_opens_the_console(at: Running):
    async with browsing(at) as browser:
        path = await invited(at)
        came = await browser.submit(path, name="Пётр Первый", password=PASSWORD)
        assert (came.status_code, came.headers["location"]) == (303, "/console")
        console = await browser.get("/console")
        assert console.status_code == 200
        who = await one(at, Operator, email="petr@olha.example")
        assert (who.name, who.role) == ("Пётр Первый", "operator")
        again = await browser.get(path)
        assert again.status_code == 410 and says(again.text, "pages.message.invite_used.title")
        assert (await browser.post(path, data={"name": "x"}, headers={"Origin": at.http})).status_code == 410
    petr = Peer(
        at, at.house.services.tokens.for_page(at.house.services.accounts.key_of(browser.session)), "/ws/operator", {}
    )
    petr.headers = {"Origin": at.http, "Cookie": f"samovar_session={browser.session}"}
    await petr.come_in()
    assert await petr.rows() == []


@pytest.mark.parametrize(
    "link", ["/invite/nothing", "/setup/nothing", "expired", "setup as invitation", "invitation as setup"]
)
async def test_a_link_that_does_not_work_says_so_and_makes_nothing(at: Running, link: str):
    path = link
    if link == "expired":
        path = await invited(at)
        at.clock.ahead = timedelta(days=8)
    if link == "invitation as setup":
        path = (await invited(at)).replace("/invite/", "/setup/")
    if link == "setup as invitation":
        path = await invited(at, email="", role="administrator")
    async with browsing(at) as browser:
        for answer in (await browser.get(path), await browser.post(path, data=FIRST, headers={"Origin": at.http})):
            assert answer.status_code == 410 and "/signin" in answer.text and "set-cookie" not in answer.headers
    assert await count(at, Operator) == 5


async def test_an_invitation_lets_nobody_choose_role_or_address(at: Running):
    async with browsing(at) as browser:
        path = await invited(at)
        for more in ({"role": "administrator"}, {"email": "evil@olha.example"}, {"channels": "channel-kazan-0000"}):
            refused = await browser.submit(path, name="Пётр", password=PASSWORD, **more)
            assert refused.status_code == 400 and says_error(refused.text, "form")
    assert await count(at, Operator) == 5


async def test_an_invitation_to_an_address_already_here_makes_nothing(at: Running):
    with pytest.raises(EmailTaken):
        await invited(at, email="Anna@olha.example")
    first, second = [await invited(at, email="new@olha.example") for _ in range(2)]
    async with browsing(at) as browser:
        assert (await browser.submit(first, name="Анна", password=PASSWORD)).status_code == 303
    async with browsing(at) as browser:
        assert (await browser.submit(second, name="Анна", password=PASSWORD)).status_code == 410
    assert await count(at, Operator) == 6


# ---------------------------------------------------------------- faces

Draw = Callable[[], bytes]


def image(kind: str, size: tuple[int, int] = (640, 480), **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (180, 60, 20)).save(out, kind, **more)
    return out.getvalue()


def with_gps() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "SECRET-PLACE"
    exif[0x0112] = 6
    exif[0x8825] = {1: "N", 2: (55.0, 45.0, 0.0)}
    return image("JPEG", exif=exif, comment=b"SECRET-PLACE")


def huge() -> bytes:
    """A small file that says it is 50,000 × 50,000."""
    head = b"IHDR" + (50_000).to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    data = b"IDAT" + zlib.compress(b"\0" * 1000)
    made = b"\x89PNG\r\n\x1a\n"
    for part, length in ((head, 13), (data, len(data) - 4), (b"IEND", 0)):
        made += length.to_bytes(4, "big") + part + zlib.crc32(part).to_bytes(4, "big")
    return made


async def face_of(at: Running, content: bytes, name: str = "face.jpg", kind: str = "image/jpeg") -> httpx2.Response:
    async with browsing(at) as browser:
        return await accepted(browser, await invited(at), content, name, kind)


async def accepted(browser: Browser, path: str, content: bytes, name: str, kind: str) -> httpx2.Response:
    return await browser.submit(path, name="Пётр", password=PASSWORD, files={"photo": (name, content, kind)})


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_a_photo_becomes_a_small_square_without_its_secrets(at: Running, kind: str):
    content = with_gps() if kind == "JPEG" else image(kind)
    assert (await face_of(at, content)).status_code == 303
    photo = await one(at, Photo)
    assert photo.media_type == "image/webp" and b"SECRET-PLACE" not in photo.content and b"Exif" not in photo.content
    with Image.open(io.BytesIO(photo.content)) as drawn:
        assert (drawn.format, drawn.size) == ("WEBP", (256, 256)) and not drawn.getexif()
    async with browsing(at) as browser:
        shown = await browser.get(f"/photo/{photo.id}")
    assert shown.content == photo.content and shown.headers["content-type"] == "image/webp"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in shown.headers["content-security-policy"]


async def test_a_photo_taken_sideways_stands_upright(at: Running):
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    wide = Image.new("RGB", (400, 200), "blue")
    wide.paste("red", (0, 0, 200, 200))
    wide.save(out, "JPEG", exif=exif)
    await face_of(at, out.getvalue())
    with Image.open(io.BytesIO((await one(at, Photo)).content)) as drawn:
        top, bottom = drawn.getpixel((128, 20)), drawn.getpixel((128, 236))
    assert top[0] > 200 > top[2] and bottom[2] > 200 > bottom[0]


NO_PHOTOS: dict[str, tuple[Draw, str, str]] = {
    "SVG": (
        lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        "a.svg",
        "image/svg+xml",
    ),
    "HTML called a JPEG": (lambda: b"<html><script>alert(1)</script></html>", "a.jpg", "image/jpeg"),
    "a GIF": (lambda: image("GIF"), "a.gif", "image/gif"),
    "a BMP called a PNG": (lambda: image("BMP"), "a.png", "image/png"),
    "a cut JPEG": (lambda: image("JPEG")[:300], "a.jpg", "image/jpeg"),
    "a PNG cut in the middle": (lambda: image("PNG", (2000, 2000))[:2000], "a.png", "image/png"),
    "too many pixels": (huge, "a.png", "image/png"),
    "just too many pixels": (lambda: image("PNG", (8000, 5001)), "a.png", "image/png"),
    "a head and nothing else": (lambda: b"\x89PNG\r\n\x1a\n", "a.png", "image/png"),
    "random bytes": (lambda: bytes(range(256)) * 100, "a.jpg", "image/jpeg"),
    "a PDF": (lambda: b"%PDF-1.4 /JavaScript", "a.pdf", "application/pdf"),
}


@pytest.mark.parametrize(("draw", "name", "kind"), NO_PHOTOS.values(), ids=NO_PHOTOS.keys())
async def test_what_is_no_photo_is_refused_and_nothing_is_stored(at: Running, draw: Draw, name: str, kind: str):
    refused = await face_of(at, draw(), name, kind)
    assert refused.status_code == 400 and says_error(refused.text, "photo_kind")
    assert 'value="Пётр"' in refused.text
    assert (await count(at, Photo), await count(at, Operator)) == (0, 5)


async def test_a_photo_of_five_megabytes_is_taken_and_a_larger_one_refused(at: Running):
    picture = image("JPEG")
    full = picture + b"\0" * (5 * 1024 * 1024 - len(picture))
    refused = await face_of(at, full + b"\0")
    assert refused.status_code == 400 and says_error(refused.text, "photo_large")
    assert (await face_of(at, full)).status_code == 303


async def test_an_upload_without_end_is_cut_off(at: Running):
    async with browsing(at) as browser:
        path = await invited(at)
        token = await browser.csrf(path)
        many = [("photo", (f"{n}.jpg", image("JPEG"), "image/jpeg")) for n in range(3)]
        for files in ([("photo", ("big.jpg", b"x" * 20_000_000, "image/jpeg"))], many):
            answer = await browser.post(
                path, data={"csrf": token, "name": "П", "password": PASSWORD}, files=files, headers={"Origin": at.http}
            )
            assert answer.status_code in (400, 413)
        assert (await browser.get(path)).status_code == 200
    assert (await count(at, Photo), await count(at, Operator)) == (0, 5)


async def test_an_empty_photo_is_none(at: Running):
    """As browsers send a field for a file that nobody chose."""
    async with browsing(at) as browser:
        path = await invited(at)
        fields = {"csrf": await browser.csrf(path), "name": "Пётр", "password": PASSWORD}
        parts = [f'--line\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{fields[key]}\r\n' for key in fields]
        nothing = 'Content-Disposition: form-data; name="photo"; filename=""\r\nContent-Type: application/octet-stream'
        body = "".join(parts) + f"--line\r\n{nothing}\r\n\r\n\r\n--line--\r\n"
        headers = {"Origin": at.http, "Content-Type": "multipart/form-data; boundary=line"}
        assert (await browser.post(path, content=body.encode(), headers=headers)).status_code == 303
    assert await count(at, Photo) == 0


async def test_the_name_of_a_file_is_never_used(at: Running):
    for name in ("../../../etc/passwd", "a\r\nX: y.jpg", "<script>.jpg", "x" * 300 + ".jpg", "con.jpg"):
        async with browsing(at) as browser:
            path = await invited(at, email=f"{abs(hash(name))}@olha.example")
            assert (await accepted(browser, path, image("JPEG"), name, "image/jpeg")).status_code == 303


async def test_a_form_from_elsewhere_accepts_nothing(at: Running):
    async with browsing(at) as browser:
        path = await invited(at)
        form = {"csrf": csrf_of((await browser.get(path)).text), "name": "Пётр", "password": PASSWORD}
        refused = await browser.post(path, data=form, headers={"Origin": "http://evil.example"})
        assert refused.status_code == 400
    assert await count(at, Operator) == 5


# ---------------------------------------------------------------- how sentences speak of somebody


@pytest.mark.parametrize("grammar", ["she", "he", ""])
async def test_whoever_joins_says_how_sentences_speak_of_them(at: Running, grammar: str):
    secret = await at.house.services.accounts.invite(
        email="sasha@olha.example", name="", role="operator", channels=["channel-moscow-0000"]
    )
    async with browsing(at) as browser:
        form = await browser.get(f"/invite/{secret}")
        assert f'name="grammar" value="{grammar}"' in form.text
        await browser.submit(f"/invite/{secret}", name="Саша", password=PASSWORD, grammar=grammar)
    assert (await one(at, Operator, email="sasha@olha.example")).grammar == grammar


async def test_a_grammar_that_we_do_not_know_is_refused_in_words(empty_house: Running):
    async with browsing(empty_house) as browser:
        page = await browser.submit(await link(empty_house), **FIRST, grammar="it")
        assert page.status_code == 400 and says(page.text, "pages.errors.grammar_bad")


async def test_everybody_may_change_how_they_are_spoken_of_and_it_is_told_at_once(at: Running):
    mary, anna = await held(at)
    assert (await anna.cmd("profile", grammar="she"))["t"] == "ok"
    told = await anna.expect("people", lambda frame: any(each.get("grammar") for each in frame["people"]))
    assert next(each for each in told["people"] if each["name"] == "Анна")["grammar"] == "she"
    assert (await anna.cmd("profile", latin="Anna  Sokolova"))["t"] == "ok"
    await anna.say("Здравствуйте", lock=anna.lock)
    heard = await mary.expect("ev", lambda frame: frame["e"].get("body") == "Здравствуйте")
    by = heard["e"]["by"]
    assert (by["name"], by["latin"], by["grammar"]) == ("Анна", "Anna Sokolova", "she")
    for said in ({"grammar": "it"}, {"latin": "Анна"}, {"latin": "\u202eAnna"}, {}):
        assert (await anna.cmd("profile", **said))["code"] == "bad_request"
    assert (await anna.cmd("profile", latin="A" * 101))["code"] == "too_long"
