"""Pages of other people, with the widget's tag."""

from playwright.sync_api import Route

from people import Shopper
from served import Demo

PLAIN = "<!doctype html><html lang=ru><head><title>Чужая страница</title>{head}</head><body>{body}</body></html>"


def tag(demo: Demo, more: str = 'data-city="Москва"') -> str:
    return f'<script async src="{demo.chat}/widget.js" data-key="olkha-demo" {more}></script>'


def serve(shopper: Shopper, path: str, html: str, **headers: str) -> None:
    """Put a page of our own making into the shop."""

    def answer(route: Route) -> None:
        route.fulfill(body=html, headers={"content-type": "text/html; charset=utf-8", **headers})

    shopper.page.route(f"**{path}", answer)
