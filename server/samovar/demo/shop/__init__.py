"""The shop «Ольха»: a site of its own, on an origin of its own, that carries the widget as any site would."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode

from jinja2 import Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from samovar.demo.catalogue import KITCHENS, PROJECTS, SALONS, TITLES, Kitchen
from samovar.demo.rooms import ROOMS

HERE = Path(__file__).parent
COOKIE = "olkha_city"
VIEW = re.compile(r"\d{1,4},\d{1,4},\d{2,4},\d{2,4}")
WHOLE = "0,0,1440,660"
SIZES = {"угловая": ("2,8", "1,9", 4.7), "прямая": ("3,0", "", 3.0), "с островом": ("3,2", "1,8", 5.0)}
"""Shape → long wall, short wall or island, and the running metres that the shown price covers."""


def create_shop(chat: str, key: str) -> Starlette:
    """The shop's application. `chat`: origin of the chat server; `key`: of the site in the script tag."""
    return Starlette(routes=Shop(chat, key).routes())


class Shop:
    """Draws the pages."""

    def __init__(self, chat: str, key: str) -> None:
        self.chat = chat
        self.key = key
        self.env = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True)
        self.env.filters.update(roubles=roubles, zip=zip)

    def routes(self) -> list[BaseRoute]:
        """Every address of the shop."""
        return [
            Route("/", self.home),
            Route("/kitchens", self.kitchens),
            Route("/kitchens/{slug}", self.kitchen),
            Route("/projects", self.projects),
            Route("/how", self.how),
            Route("/salons", self.salons),
            Route("/en", self.english),
            Route("/scene/{room}.svg", self.scene),
            Mount("/faces", StaticFiles(directory=HERE.parent / "faces")),
            Mount("/static", StaticFiles(directory=HERE / "static")),
            Route("/{path:path}", self.missing),
        ]

    async def home(self, request: Request) -> Response:
        """Front page."""
        return self.page(request, "home.html", kitchens=KITCHENS)

    async def kitchens(self, request: Request) -> Response:
        """All kitchens, or those of one shape."""
        return self.page(request, "kitchens.html", kitchens=KITCHENS, shape=request.query_params.get("shape", ""))

    async def kitchen(self, request: Request) -> Response:
        """One kitchen with its plan and price."""
        found = next((each for each in KITCHENS if each.slug == request.path_params["slug"]), None)
        if found is None:
            return await self.missing(request)
        long, short, base = SIZES[found.shape]
        return self.page(
            request, "kitchen.html", kitchen=found, others=others(found), long=long, short=short, base=base
        )  # fmt: skip

    async def projects(self, request: Request) -> Response:
        """Finished kitchens."""
        return self.page(request, "projects.html", projects=PROJECTS)

    async def how(self, request: Request) -> Response:
        """From the first question to the assembly."""
        return self.page(request, "how.html")

    async def salons(self, request: Request) -> Response:
        """Addresses and telephones."""
        return self.page(request, "salons.html", salons=SALONS)

    async def english(self, request: Request) -> Response:
        """The shop in English, on one page."""
        return self.page(request, "en.html", lang="en", kitchens=KITCHENS, salons=SALONS)

    async def missing(self, request: Request) -> Response:
        """Any other address."""
        return self.page(request, "missing.html", status=404)

    async def scene(self, request: Request) -> Response:
        """The drawn kitchen in one room's colours, or a part of it."""
        room, view = request.path_params["room"], request.query_params.get("view", WHOLE)
        align = "xMaxYMid" if request.query_params.get("align") == "xMax" else "xMidYMid"
        if room not in ROOMS or not VIEW.fullmatch(view):
            return Response(status_code=404)
        drawing = self.env.get_template("scene.svg").render(room=ROOMS[room], view=view.replace(",", " "), align=align)
        return Response(drawing, media_type="image/svg+xml", headers={"cache-control": "max-age=86400"})

    def page(self, request: Request, template: str, status: int = 200, lang: str = "ru", **context: Any) -> Response:
        """A page, or the way back to it after the city was chosen."""
        if "city" in request.query_params:
            return choose_city(request)
        city = told_city(request)
        html = self.env.get_template(template).render(
            chat=self.chat, key=self.key, lang=lang, path=request.url.path, title=title(request.url.path),
            city=city, city_name=named(city, lang), cities=cities(lang), salon=salon_of(city), **context,
        )  # fmt: skip
        return HTMLResponse(
            html, status, headers={"content-security-policy": self.policy(), "cache-control": "no-cache"}
        )

    def policy(self) -> str:
        """A strict policy, with the lines that a page needs for the chat."""
        sockets = self.chat.replace("http", "ws", 1)
        return (
            f"default-src 'none'; script-src 'self' {self.chat}; connect-src {self.chat} {sockets}; "
            f"img-src 'self' {self.chat}; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'"
        )


def choose_city(request: Request) -> Response:
    """Remember `?city=` (any name; empty: not told) and go back to the page without it."""
    city = request.query_params["city"].strip()[:60]
    rest = [(name, value) for name, value in request.query_params.multi_items() if name != "city"]
    response = RedirectResponse(request.url.path + (f"?{urlencode(rest)}" if rest else ""), 303)
    response.set_cookie(COOKIE, quote(city), max_age=30 * 86400, samesite="lax", httponly=True)
    return response


def told_city(request: Request) -> str:
    """What the page tells the chat: the chosen city; the first salon's until something is chosen."""
    chosen = request.cookies.get(COOKIE)
    return SALONS[0].city if chosen is None else unquote(chosen)[:60]


def named(city: str, lang: str) -> str:
    """The city as this page writes it."""
    return next((name["name"] for name in cities(lang) if name["code"] == city), city)


def cities(lang: str) -> list[dict[str, str]]:
    """Cities to choose from: what the chat is told, and the name on the page."""
    return [{"code": each.city, "name": each.english if lang == "en" else each.city} for each in SALONS]


def salon_of(city: str) -> Any:
    """The salon of a city, else the first."""
    return next((each for each in SALONS if city in (each.city, each.english)), SALONS[0])


def others(shown: Kitchen) -> Iterable[Kitchen]:
    """Three more kitchens."""
    return [each for each in KITCHENS if each is not shown][:3]


def title(path: str) -> str:
    """The page's title."""
    return TITLES.get(path, "Нет такой страницы — Ольха")


def roubles(amount: int) -> str:
    """486 000 ₽, with spaces that do not break."""
    return f"{amount:,}".replace(",", "\u00a0") + "\u00a0₽"
