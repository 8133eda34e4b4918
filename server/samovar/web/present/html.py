"""Pages drawn by the server: templates, static files with their content in the address, headers."""

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from samovar.texts import LANGS
from samovar.web.services import Services

HOME = Path(str(files("samovar.web")))
STATIC = HOME / "static"
DIST = HOME.parent / "static" / "dist"
LANG_COOKIE = "samovar_lang"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; media-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    # Not no-referrer: browsers then send `Origin: null` with our own forms.
    "referrer-policy": "strict-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}


class Html:
    """Renders templates in the person's language."""

    def __init__(self, services: Services, *folders: Path) -> None:
        self._services = services
        self._environment = Environment(
            loader=FileSystemLoader([HOME / "templates", *folders]), autoescape=select_autoescape(default=True),
            undefined=StrictUndefined,
        )  # fmt: skip

    def lang(self, request: Request) -> str:
        """What the address says, the person chose before, or their browser likes."""
        asked = request.query_params.get("lang") or request.cookies.get(LANG_COOKIE) or ""
        return asked if asked in LANGS else self._services.pick_lang(request.headers.get("accept-language", ""))

    def page(
        self, request: Request, template: str, *, lang: str | None = None, status: int = 200, **context: Any
    ) -> Response:
        """One page. `context`: as the head of the template says."""
        lang = lang or self.lang(request)

        def t(key: str, **values: object) -> str:
            return self._services.texts.get(lang, key, **values)

        defaults: dict[str, Any] = {
            "errors": {},
            "values": {},
            "site": "",
            "next": "",
            "notice": "",
            "action": None,
        }
        text = self._environment.get_template(template).render(
            defaults
            | {"t": t, "lang": lang, "static": static, "host": self._services.settings.origin.split("//")[1]}
            | context
        )
        response = HTMLResponse(text, status, HEADERS)
        if request.query_params.get("lang") in LANGS:
            response.set_cookie(LANG_COOKIE, lang, max_age=31_536_000, samesite="lax", httponly=True)
        return response

    def message(
        self, request: Request, kind: str, status: int, details: Mapping[str, object] | None = None,
        action: Mapping[str, str] | None = None, lang: str | None = None,
    ) -> Response:  # fmt: skip
        """A page that says what happened, what is safe, what to do."""
        return self.page(
            request, "message.html", lang=lang, status=status, kind=kind, details=details or {}, action=action
        )


def static(path: str) -> str:
    """Address of a static file; its content is part of it, so that it may be kept for ever."""
    return f"/static/{path}?v={_hash(path)}"


@lru_cache(maxsize=256)
def _hash(path: str) -> str:
    if path.startswith("dist/"):
        return build_hashes().get(path.removeprefix("dist/"), "")
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:12]


@lru_cache(maxsize=1)
def build_hashes() -> dict[str, str]:
    """Content hashes of the bundles, as the build wrote them."""
    try:
        found: dict[str, str] = json.loads((DIST / "manifest.json").read_text("utf-8"))
    except FileNotFoundError:
        return {}
    return found
