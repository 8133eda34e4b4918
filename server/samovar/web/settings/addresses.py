"""What an administrator should know of the addresses that a site was given."""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from samovar.origins import LOOPBACK

Doubt = tuple[str, dict[str, str]]
"""Key below `settings.site.doubts`, and its placeholders."""


def doubts(origins: Sequence[str], chat: str) -> list[Doubt]:
    """Where pages that look like the site's would stay without the chat. `chat`: origin of this server."""
    return [doubt for origin in origins for doubt in (*_scheme(origin, origins, chat), *_twin(origin, origins))]


def _scheme(origin: str, origins: Sequence[str], chat: str) -> Iterable[Doubt]:
    scheme, host = origin.split("://")
    if host.partition(":")[0] in LOOPBACK:
        return
    if scheme == "http" and f"https://{host}" not in origins:
        yield "plain", {"origin": origin, "other": f"https://{host}"}
    if scheme == "https" and chat.startswith("http://"):
        yield "mixed", {"origin": origin, "chat": chat}


def _twin(origin: str, origins: Sequence[str]) -> Iterable[Doubt]:
    """`olha.example` and `www.olha.example`; of deeper names nobody expects one."""
    scheme, host = origin.split("://")
    name = urlsplit(origin).hostname or ""
    if name.startswith("www."):
        other = f"{scheme}://{host.removeprefix('www.')}"
    elif re.fullmatch(r"[^.]+\.[^.]*[^.\d][^.]*", name):
        other = f"{scheme}://www.{host}"
    else:
        return
    if other not in origins:
        yield "twin", {"origin": origin, "other": other}
