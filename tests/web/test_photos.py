"""Whoever accepts an invitation brings a face, or what is none."""

import io
import zlib
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from PIL import Image

from browser import Browser, browsing, csrf_of, says_error
from house import Running
from joiners import PASSWORD, count, invited, one
from samovar.storage.tables import Operator, Photo

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
