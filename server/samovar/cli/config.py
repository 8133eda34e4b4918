"""samovar config nginx | caddy | systemd."""

import argparse
import os
import sys
from pathlib import Path

from samovar.cli.prepare import ask_where_to_listen, settings_of
from samovar.cli.words import TEXTS, stop
from samovar.settings import Settings
from samovar.texts.telling import tell
from samovar.upkeep import around

HELP = "print the configuration of nginx, Caddy or systemd for this installation"
PLACES = {
    "nginx": "/etc/nginx/conf.d/samovar.conf", "caddy": "/etc/caddy/Caddyfile",
    "systemd": "/etc/systemd/system/samovar.service",
}  # fmt: skip


def ask(command: argparse.ArgumentParser) -> None:
    """Whose, and the certificate."""
    command.add_argument("kind", choices=around.KINDS)
    command.add_argument("--certificate", type=Path, help="file of the TLS certificate with its chain")
    command.add_argument("--key", type=Path, help="file of the certificate's key")
    ask_where_to_listen(command)


def run(arguments: argparse.Namespace) -> None:
    """The configuration alone goes to the standard output, so that it can be sent into a file."""
    settings, kind = settings_of(arguments), arguments.kind
    written, secrets = _unit(settings) if kind == "systemd" else (_proxy(settings, arguments), [])
    tell(written, end="")
    if kind == "systemd" and around.user_of(settings.data) == around.USER:
        _hint(settings, "config_user", user=around.USER, data=settings.data.absolute())
    _hint(settings, f"config_{kind}", file=PLACES[kind])
    if secrets:
        _hint(settings, "config_secrets", names=", ".join(secrets), file=around.SECRETS_FILE)


def _proxy(settings: Settings, arguments: argparse.Namespace) -> str:
    """Raises Stop."""
    given = [each for each in (arguments.certificate, arguments.key) if each]
    if len(given) == 1:
        raise stop(settings, "config_both")
    certificate = around.Certificate(*(each.absolute() for each in given)) if given else None
    try:
        return around.proxy(arguments.kind, settings, certificate)
    except around.NoTls:
        raise stop(settings, "config_https", url=settings.origin) from None


def _unit(settings: Settings) -> tuple[str, list[str]]:
    program = Path(sys.executable).with_name("samovar")
    return around.unit(settings, os.environ, [str(program)] if program.exists() else [sys.executable, "-m", "samovar"])


def _hint(settings: Settings, key: str, **places: object) -> None:
    tell(TEXTS.get(settings.lang, f"cli.{key}", **places), to=sys.stderr)
