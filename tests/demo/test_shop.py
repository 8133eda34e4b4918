"""The shop carries the widget as any site would."""

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from samovar.demo.catalogue import TITLES
from samovar.demo.shop import create_shop

CHAT = "http://127.0.0.1:8000"
LINK = re.compile(r'(?:href|src)="(/[^"#]*)"')


@pytest.fixture
def shop() -> Iterator[TestClient]:
    with TestClient(create_shop(CHAT, "key")) as client:
        yield client


@pytest.mark.parametrize("path", TITLES)
def test_every_page_carries_the_tag_and_its_title(shop: TestClient, path: str):
    page = shop.get(path)
    assert page.status_code == 200
    assert f"<title>{TITLES[path]}</title>" in page.text
    assert f'<script async src="{CHAT}/widget.js" data-key="key" data-city="Москва"></script>' in page.text


@pytest.mark.parametrize("path", TITLES)
def test_every_link_and_picture_is_there(shop: TestClient, path: str):
    links = {link.replace("&amp;", "&") for link in LINK.findall(shop.get(path).text)}
    assert links
    for link in links:
        assert shop.get(link).status_code == 200, link


@pytest.mark.parametrize("path", TITLES)
def test_nothing_comes_from_strangers_and_nothing_is_inline(shop: TestClient, path: str):
    page = shop.get(path)
    hosts = set(re.findall(r'(?:src|href)="(https?://[^/"]+)', page.text))
    assert hosts == {CHAT}
    assert "style=" not in page.text
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert f"connect-src {CHAT} ws://127.0.0.1:8000;" in policy


@pytest.mark.parametrize("city", ["Казань", "мск", "Kazan"])
def test_the_chosen_city_is_told_on_every_page(shop: TestClient, city: str):
    came = shop.get("/kitchens", params={"city": city, "shape": "угловая"})
    assert "city" not in str(came.url)
    assert "shape" in str(came.url)
    assert f'data-city="{city}"' in shop.get("/projects").text


def test_a_city_may_be_kept_back(shop: TestClient):
    shop.get("/", params={"city": ""})
    assert "data-city" not in shop.get("/").text


def test_a_hostile_city_stays_text(shop: TestClient):
    shop.get("/", params={"city": '"><script>alert(1)</script>'})
    page = shop.get("/").text
    assert "<script>alert" not in page
    assert 'data-city="&#34;&gt;&lt;script&gt;' in page


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/kitchens/none", "/scene/none.svg", "/scene/neva.svg?view=1", f"/scene/neva.svg?view={quote('<x>')}"],
)
def test_what_is_not_there_is_said_so(shop: TestClient, path: str):
    assert shop.get(path).status_code == 404


def test_a_lost_visitor_is_shown_the_way(shop: TestClient):
    assert "Такой страницы нет" in shop.get("/nothing").text
