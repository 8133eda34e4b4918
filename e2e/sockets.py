"""What a page asks the chat, and what it hears by sockets: told by the page itself, for not every browser tells it."""

from playwright.sync_api import Page

ASKED = """
window.asked = [];
window.heard = [];
WebSocket = new Proxy(WebSocket, {
  construct(Real, given) {
    const made = new Real(...given);
    asked.push("socket");
    made.addEventListener("message", ({ data }) => heard.push(data));
    return made;
  },
});
fetch = new Proxy(fetch, {
  apply(real, self, given) {
    if (String(given[0]).includes("/line/")) asked.push("request");
    return Reflect.apply(real, window, given);
  },
});
"""
"""Proxies look as native as what they stand for: the widget keeps clear of tools that a page has replaced."""


def listen(page: Page) -> None:
    """From the next page on."""
    page.add_init_script(ASKED)


def asked(page: Page) -> list[str]:
    """`socket` and `request`, in their order."""
    return page.evaluate("asked")  # type: ignore[no-any-return]


def welcomed_by_socket(page: Page) -> None:
    page.wait_for_function('() => heard.some(frame => frame.includes("\\"welcome\\""))', timeout=30_000)
