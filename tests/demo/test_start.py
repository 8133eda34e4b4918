"""The start page signs demo people in with one click, and only from itself."""

from argparse import Namespace
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from samovar.app import create_app
from samovar.demo.people import WORKERS
from samovar.demo.run import demo_settings, prepare_data, prepare_folder
from samovar.demo.start import TEMPLATES, Start
from samovar.settings import BadSetting
from samovar.texts import Texts

SHOP = "http://127.0.0.1:8001"
TEXTS = Texts.load()


def asked(folder: Path, **more: Any) -> Namespace:
    return Namespace(**({"data": folder, "host": None, "port": None, "shop_port": 8001} | more))


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[httpx2.AsyncClient]:
    settings = demo_settings(asked(folder), {})
    prepare_folder(settings, TEXTS)
    await prepare_data(settings, SHOP, TEXTS)
    house = create_app(settings, more=lambda parts, html: Start(parts, html, SHOP).routes(), templates=[TEMPLATES])
    site = house.asgi.site
    async with (
        site.router.lifespan_context(site),
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app=house.asgi), base_url=settings.origin) as client,
    ):
        yield client


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    async with opened(tmp_path / "demo") as made:
        yield made


@pytest.mark.parametrize("lang", ["ru", "en"])
async def test_the_page_names_everybody_and_the_shop(client: httpx2.AsyncClient, lang: str):
    page = await client.get("/", params={"lang": lang})
    assert page.status_code == 200
    assert f'href="{SHOP}' in page.text
    assert page.text.count('action="/demo/signin/') == len(WORKERS)
    for worker in WORKERS:
        assert worker.name in page.text


@pytest.mark.parametrize("key", [each.key for each in WORKERS])
async def test_one_click_opens_the_console(client: httpx2.AsyncClient, key: str):
    came = await client.post(f"/demo/signin/{key}", headers={"origin": "http://127.0.0.1:8000"})
    assert came.status_code == 303
    console = await client.get(came.headers["location"])
    assert console.status_code == 200
    assert next(each.name for each in WORKERS if each.key == key).split()[0] in _unescaped(console.text)
    assert "person--me" in (await client.get("/")).text


@pytest.mark.parametrize("origin", ["null", "http://127.0.0.1:8001", "http://evil.example", ""])
async def test_nobody_is_signed_in_by_another_site(client: httpx2.AsyncClient, origin: str):
    came = await client.post("/demo/signin/anna", headers={"origin": origin})
    assert came.status_code == 403
    assert "set-cookie" not in came.headers


async def test_an_unknown_person_is_not_found(client: httpx2.AsyncClient):
    came = await client.post("/demo/signin/nobody", headers={"origin": "http://127.0.0.1:8000"})
    assert came.status_code == 404


async def test_another_name_of_this_computer_leads_to_the_right_one(client: httpx2.AsyncClient):
    came = await client.get("/", headers={"host": "localhost:8000"})
    assert came.status_code == 303
    assert came.headers["location"] == "http://127.0.0.1:8000/"


async def test_a_second_run_keeps_what_the_first_one_left(tmp_path: Path):
    for _ in range(2):
        async with opened(tmp_path / "demo") as client:
            assert (await client.get("/")).status_code == 200


def test_real_settings_are_not_taken_over(tmp_path: Path):
    real = {
        "SAMOVAR_DATA": "/srv/real", "SAMOVAR_DATABASE": "postgresql://real/real", "SAMOVAR_SECRET": "s" * 40,
        "SAMOVAR_URL": "https://chat.olha.example", "SAMOVAR_LANG": "en",
    }  # fmt: skip
    settings = demo_settings(asked(tmp_path, port=8123), real)
    assert settings.data == tmp_path
    assert settings.database == settings.secret == ""
    assert settings.origin == "http://127.0.0.1:8123"
    assert settings.lang == "en"


@pytest.fixture
def house_of_somebody(tmp_path: Path) -> Path:
    (tmp_path / "samovar.db").write_bytes(b"real")
    return tmp_path


def test_a_folder_with_real_data_is_left_alone(house_of_somebody: Path):
    settings = demo_settings(asked(house_of_somebody), {})
    with pytest.raises(BadSetting, match="показ"):
        prepare_folder(settings, TEXTS)
    assert [each.name for each in house_of_somebody.iterdir()] == ["samovar.db"]


def _unescaped(page: str) -> str:
    boot = page.split('id="boot">')[1].split("</script>")[0]
    return boot.encode().decode("unicode_escape")
