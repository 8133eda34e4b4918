"""What stands around the program: configurations of proxies and of systemd, with real paths and address."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from shlex import quote
from urllib.parse import urlsplit

from jinja2 import Environment, StrictUndefined, Template

from samovar.settings import Settings

KINDS = ("nginx", "caddy", "systemd")
PRIVATE = ("SAMOVAR_SECRET", "SAMOVAR_DATABASE", "SAMOVAR_SMTP", "SAMOVAR_IMAP", "SAMOVAR_METRICS")
"""What may hold a secret: a unit can be read by everybody, so they stand in a file that only systemd opens."""
SECRETS_FILE = Path("/etc/samovar.env")
SPARE_FILES = 200
"""Descriptors besides one a connection (README, "Run it for real")."""


class NoTls(Exception):
    """The public address is not https, and a proxy has nothing to do there."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """Its two files. None: the proxy gets one by itself, or certbot has put it in its usual place."""

    file: Path
    key: Path


def proxy(kind: str, settings: Settings, certificate: Certificate | None) -> str:
    """The whole configuration of one of the two. Raises NoTls."""
    if not settings.secure:
        raise NoTls
    public = urlsplit(settings.origin)
    name = public.hostname or ""
    usual = Path("/etc/letsencrypt/live", name)
    own = certificate or Certificate(usual / "fullchain.pem", usual / "privkey.pem")
    return _form(f"{kind}.conf").render(
        host=f"[{name}]" if ":" in name else name, port=public.port or 443, inside=inside(settings), certificate=own,
        given=certificate is not None,
    )  # fmt: skip


def inside(settings: Settings) -> str:
    """Where the program itself is reached from this machine: host and port."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)
    return f"[{host}]:{settings.port}" if ":" in host else f"{host}:{settings.port}"


def unit(settings: Settings, environment: Mapping[str, str], program: list[str]) -> tuple[str, list[str]]:
    """The unit, and the variables that it expects in the file of secrets. `environment`: of which our settings are
    taken over, as they stand here."""
    ours = {name: text for name, text in environment.items() if name.startswith("SAMOVAR_") and text}
    folders = {"SAMOVAR_DATA": settings.data, "SAMOVAR_BACKUPS": settings.backups}
    ours |= {name: str(path.absolute()) for name, path in folders.items() if path} | _listening(settings)
    secrets = sorted(name for name in ours if name in PRIVATE)
    plain = sorted((name, text) for name, text in ours.items() if name not in PRIVATE)
    written = _form("samovar.service").render(
        origin=settings.origin, folders=[_escaped(ours[name]) for name in folders if name in ours],
        secrets_file=SECRETS_FILE if secrets else None,
        start=" ".join(_escaped(quote(each)) for each in (*program, "serve")), user=user_of(settings.data),
        environment=[_escaped(f"{name}={text}") for name, text in plain],
        home=any(_at_home(each) for each in (settings.data, Path(program[0]))),
        files=settings.limits.sockets + SPARE_FILES,
    )  # fmt: skip
    return written, secrets


def _form(name: str) -> Template:
    forms = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    return forms.from_string(files(__name__).joinpath(name).read_text("utf-8"))


def _escaped(text: str) -> str:
    """As systemd reads it within double quotes."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")


USER = "samovar"


def user_of(data: Path) -> str:
    """Whose the data are. Before there are any, or where they are root's, a user of that name is still to be made:
    what answers to strangers does not run as root."""
    import pwd  # Not on Windows, where there is no systemd either.

    try:
        owner = data.stat().st_uid
        return pwd.getpwuid(owner).pw_name if owner else USER
    except (FileNotFoundError, KeyError):
        return USER


def _at_home(path: Path) -> bool:
    return path.absolute().parts[1:2] in (("home",), ("root",))


def _listening(settings: Settings) -> dict[str, str]:
    """Also where it was said as an argument."""
    usual = Settings()
    return {
        f"SAMOVAR_{name.upper()}": str(getattr(settings, name))
        for name in ("host", "port")
        if getattr(settings, name) != getattr(usual, name)
    }
