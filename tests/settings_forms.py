"""Forms of the settings, as a browser fills them in: the site's for all."""

import re
from typing import Any

import httpx2

from browser import Browser, csrf_of

SITE = "/settings/site/site-of-the-shop00"
SAID = {"name": "Ольха", "latin": "Olkha", "origins": "http://shop.example", "lang": ""}


def rev_of(html: str) -> str:
    found = re.search(r'name="rev" value="(\d+)"', html)
    assert found
    return found[1]


async def save(browser: Browser, page: str, **said: str) -> httpx2.Response:
    """The form as it was opened, with other values."""
    fields = {"csrf": csrf_of(page), "rev": rev_of(page), **SAID, **said}
    return await browser.post(SITE, data=fields, headers={"Origin": browser.origin})


async def send(browser: Browser, path: str, shown: str, **said: Any) -> httpx2.Response:
    """The form of a page as it was `shown`, with these values."""
    return await post(browser, path, shown, rev=rev_of(shown), **said)


async def post(browser: Browser, path: str, shown: str, **said: Any) -> httpx2.Response:
    """A form without a revision: a button's own."""
    return await browser.post(path, data={"csrf": csrf_of(shown), **said}, headers={"Origin": browser.origin})
