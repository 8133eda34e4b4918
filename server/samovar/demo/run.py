"""`samovar demo`: the application with its start page and the shop, two servers in one process."""

import argparse
import asyncio
import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from socket import socket

import uvicorn

from samovar import keys
from samovar.app import create_app
from samovar.demo.seed import KEY, allow, seed
from samovar.demo.shop import create_shop
from samovar.demo.start import TEMPLATES, Start
from samovar.environment import from_environment
from samovar.serve import listen, prepare_logging, server, why_not
from samovar.settings import BadSetting, Settings
from samovar.storage.engine.database import Database
from samovar.storage.engine.opening import make_ready
from samovar.storage.queries import people
from samovar.storage.tables import utc_now
from samovar.texts import Texts
from samovar.texts.telling import tell

FOLDER = Path("samovar-demo")
MARK = "demo"
"""A file in the data folder that says it is a demonstration's."""
REAL = ("SAMOVAR_DATA", "SAMOVAR_DATABASE", "SAMOVAR_SECRET", "SAMOVAR_URL")
"""Settings of a real installation: the demonstration must never write there."""


class Quiet(uvicorn.Server):
    """The shop's server: the chat's server hears the signals and stops both."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Hears nothing."""
        yield


def run(arguments: argparse.Namespace) -> None:
    """Prepare the data on the first start, then serve until a signal. Raises BadSetting."""
    settings = demo_settings(arguments, os.environ)
    texts = Texts.load()
    _require_two_ports(settings, arguments.shop_port, texts)
    prepare_logging(settings.log_level)
    shop = replace(settings, url="", port=arguments.shop_port).origin
    if unread := [name for name in REAL if os.environ.get(name)]:
        tell(texts.get(settings.lang, "demo.ignored", names=", ".join(unread)))
    prepare_folder(settings, texts)
    asyncio.run(prepare_data(settings, shop, texts))
    app = create_app(settings, more=lambda services, html: Start(services, html, shop).routes(), templates=[TEMPLATES])
    config = uvicorn.Config(
        create_shop(settings.origin, KEY), log_config=None, access_log=False, server_header=False, lifespan="off"
    )
    sockets = _listening(settings, arguments.shop_port, texts)
    ready = texts.get(settings.lang, "demo.ready", url=settings.origin, shop=shop)
    asyncio.run(_serve_both(server(app, settings), Quiet(config), sockets, ready))
    tell(texts.get(settings.lang, "cli.stopped"))


def _listening(settings: Settings, shop: int, texts: Texts) -> tuple[socket, socket]:
    """Both addresses, in the order of chat and shop. Raises BadSetting, with what to do."""
    made: list[socket] = []
    try:
        made.extend(listen(settings.host, port) for port in (settings.port, shop))
    except OSError as error:
        kind, port = why_not(error), (settings.port, shop)[len(made)]
        if kind == "port_busy":
            raise BadSetting(texts.get(settings.lang, "demo.port_busy", port=settings.port, shop=shop)) from error
        raise BadSetting(texts.get(settings.lang, f"cli.{kind}", port=port, host=settings.host)) from error
    return made[0], made[1]


async def _serve_both(chat: uvicorn.Server, shop: uvicorn.Server, sockets: Sequence[socket], ready: str) -> None:
    beside = asyncio.create_task(shop.serve([sockets[1]]))
    telling = asyncio.create_task(_tell_when_ready((chat, shop), ready))
    try:
        await chat.serve([sockets[0]])
    finally:
        telling.cancel()
        shop.should_exit = True
        await beside


async def _tell_when_ready(servers: Sequence[uvicorn.Server], ready: str) -> None:
    # uvicorn tells by a flag only.
    while not all(each.started for each in servers):  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    tell(ready)


def demo_settings(arguments: argparse.Namespace, environment: Mapping[str, str]) -> Settings:
    """Settings of the demonstration: the environment's, without what belongs to a real installation."""
    host, port = arguments.host or "127.0.0.1", arguments.port or 8000
    kept = {name: value for name, value in environment.items() if name not in REAL}
    data = arguments.data or FOLDER
    return from_environment(kept, data=data, host=host, port=port)


def _require_two_ports(settings: Settings, shop: int, texts: Texts) -> None:
    if not 0 <= shop < 65536:
        raise BadSetting(f"--shop-port={shop}: needs 0 to 65535")
    if shop and shop == settings.port:
        raise BadSetting(texts.get(settings.lang, "demo.one_port", port=shop))


def prepare_folder(settings: Settings, texts: Texts) -> None:
    """The folder with its mark and secret. Raises BadSetting where it holds something else."""
    folder = settings.data
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise BadSetting(texts.get(settings.lang, "demo.foreign", folder=folder))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / MARK).touch()
    keys.make(settings.secret_file)


async def prepare_data(settings: Settings, shop: str, texts: Texts) -> None:
    """Migrate; on the first start write people and talks."""
    origins = {shop, shop.replace("//127.0.0.1:", "//localhost:")}
    database = Database(settings.database_url)
    try:
        await make_ready(database)
        if await database.read(people.anybody):
            await database.write(lambda session: allow(session, origins))
            return
        tell(texts.get(settings.lang, "demo.fresh"))
        await database.write(lambda session: seed(session, utc_now(), shop, sorted(origins)))
    finally:
        await database.close()
