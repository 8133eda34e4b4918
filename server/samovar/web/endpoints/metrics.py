"""Figures for machines, in the text format that Prometheus reads
(https://prometheus.io/docs/instrumenting/exposition_formats)."""

from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from itertools import accumulate
from secrets import compare_digest
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from samovar.settings import LOOPBACK
from samovar.storage.engine.database import Unavailable
from samovar.upkeep.figures import Figures
from samovar.web.guard.origins import address_of
from samovar.web.services import Services

TYPE = "text/plain; version=0.0.4; charset=utf-8"
HANDED_ON = ("x-forwarded-for", "forwarded", "x-real-ip", "x-forwarded-host", "x-forwarded-proto", "via")
"""Heads that proxies set."""


class Metrics:
    """Who: nobody; or, as SAMOVAR_METRICS says, who brings its token, or asks from this very machine."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def routes(self) -> list[Route]:
        """One address."""
        return [Route("/metrics", self.metrics)]

    async def metrics(self, request: Request) -> Response:
        """All figures; to others there is no such page."""
        if not self._may(request):
            return Response("", 404)
        try:
            figures = await self._services.instruments.read()
        except Unavailable:
            return Response("", 503)
        return Response("".join(_lines(figures)), media_type=TYPE, headers={"cache-control": "no-store"})

    def _may(self, request: Request) -> bool:
        wanted = self._services.settings.metrics
        if wanted == LOOPBACK:
            # What a proxy hands on comes from elsewhere, whatever its head says; some show it by the host's name alone.
            handed_on = any(name in request.headers for name in HANDED_ON)
            host = _name(request.headers.get("host", ""))
            return not handed_on and _is_here(host) and _is_here(address_of(request.scope))
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        return bool(wanted) and compare_digest(given.encode(), wanted.encode())


def _name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_here(address: str) -> bool:
    try:
        return address == "localhost" or ip_address(address).is_loopback
    except ValueError:
        return False


def _lines(figures: Figures) -> Iterator[str]:
    late, talks = figures.alarm.figures if figures.alarm else (0, 0)
    sides = {'{side="visitor"}': figures.visitors, '{side="operator"}': figures.operators}
    yield from _metric("connections", "gauge", "Living connections", sides)
    yield from _metric("messages_total", "counter", "Messages stored and told", {"": figures.messages})
    yield from _commits(figures)
    yield from _metric("writer_waiting", "gauge", "Pieces of work that wait to be stored", {"": figures.waiting})
    jobs = {f'{{state="{state}"}}': number for state, number in figures.jobs.items()}
    yield from _metric("jobs", "gauge", "Jobs that wait, and that were given up", jobs)
    refusals = {f'{{code="{code}"}}': number for code, number in sorted(figures.refusals.items())}
    yield from _metric("refusals_total", "counter", "Requests refused in words, by reason", refusals)
    yield from _metric("delivery_late_clients", "gauge", "Clients that the live path left out lately", {"": late})
    yield from _metric("delivery_late_conversations", "gauge", "In so many conversations", {"": talks})
    yield from _metric("memory_bytes", "gauge", "Memory that the process holds", {"": figures.memory})


def _commits(figures: Figures) -> Iterator[str]:
    spans = figures.commits
    sums = list(accumulate(spans.counts))
    marks = [*map(str, spans.bounds), "+Inf"]
    classes = {f'_bucket{{le="{mark}"}}': number for mark, number in zip(marks, sums, strict=True)}
    rest = {"_sum": spans.total, "_count": sums[-1]}
    yield from _metric("commit_seconds", "histogram", "Time of a group's transaction", classes | rest)


def _metric(name: str, kind: str, words: str, values: Mapping[str, float]) -> Iterator[str]:
    yield f"# HELP samovar_{name} {words}\n# TYPE samovar_{name} {kind}\n"
    yield from (f"samovar_{name}{labels} {value}\n" for labels, value in values.items())
