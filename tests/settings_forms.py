"""Forms of the settings, as a browser fills them in: the site's for all."""

import re

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
