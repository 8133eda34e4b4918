"""What browsers call an origin: the same letters that they send, of whatever a person typed or pasted.

Host parsing of the WHATWG URL standard (https://url.spec.whatwg.org/#host-parsing), without its tolerance for hosts
that no page can have (empty labels, labels of over 63 letters).
"""

import ipaddress
import re
import socket
from urllib.parse import unquote, urlsplit

import idna

FORBIDDEN = re.compile(r"[\x00-\x20\x7f\"#%/:<>?@\[\\\]^`{|}]")
USUAL_PORTS = {"http": 80, "https": 443}
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class NoOrigin(ValueError):
    """The text is no address of a web page."""


def origin(address: str) -> str:
    """`scheme://host[:port]` of an http or https address. Raises NoOrigin."""
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError as error:
        raise NoOrigin(address) from error
    if parts.scheme not in USUAL_PORTS or parts.username is not None or not parts.hostname:
        raise NoOrigin(address)
    host = _ipv6(parts.hostname) if "[" in parts.netloc else _domain(unquote(parts.hostname))
    shown = "" if port in (None, USUAL_PORTS[parts.scheme]) else f":{port}"
    return f"{parts.scheme}://{host}{shown}"


def listening_origin(host: str, port: int) -> str:
    """What a browser on this computer calls the origin of what listens there."""
    name = "127.0.0.1" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host
    try:
        return origin(f"http://{name}:{port}")
    except NoOrigin:
        # Listening there fails, and says so.
        return origin(f"http://127.0.0.1:{port}")


def own_origins(own: str) -> frozenset[str]:
    """An origin, and where it is this computer's also its other names: browsers tell them apart, people do not."""
    parts = urlsplit(own)
    names = [name for name in LOOPBACK if parts.netloc == name or parts.netloc.startswith(f"{name}:")]
    if not names:
        return frozenset({own})
    rest = parts.netloc.removeprefix(names[0])
    return frozenset(f"{parts.scheme}://{name}{rest}" for name in LOOPBACK)


def _ipv6(host: str) -> str:
    try:
        address = ipaddress.IPv6Address(host)
    except ValueError as error:
        raise NoOrigin(host) from error
    if address.scope_id is not None:
        raise NoOrigin(host)
    if (inside := address.ipv4_mapped) is not None:
        # Browsers write it in hexadecimal; newer Pythons do not.
        return f"[::ffff:{int(inside) >> 16:x}:{int(inside) & 0xFFFF:x}]"
    return f"[{address.compressed}]"


def _domain(host: str) -> str:
    name = _ascii(host)
    labels = name.removesuffix(".").split(".")
    if FORBIDDEN.search(name) or not all(0 < len(label) < 64 for label in labels) or len(name) > 253:
        raise NoOrigin(host)
    return _ipv4(name) if re.fullmatch(r"[0-9]+|0x[0-9a-f]*", labels[-1]) else name


def _ascii(host: str) -> str:
    """UTS 46 without its transitional mappings, as browsers have it: `ß` stays a letter of its own. Python's own
    encoding is of 2003, and knows another host by that name."""
    try:
        mapped = host.lower() if host.isascii() else idna.uts46_remap(host, std3_rules=False, transitional=False)
        labels = [_label(label) for label in mapped.split(".")]
    except (idna.IDNAError, UnicodeError) as error:
        raise NoOrigin(host) from error
    return ".".join(labels)


def _label(label: str) -> str:
    if label.startswith("xn--"):
        label[4:].encode("ascii").decode("punycode")
    return label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}"


def _ipv4(name: str) -> str:
    try:
        return socket.inet_ntoa(socket.inet_aton(name.removesuffix(".")))
    except OSError as error:
        raise NoOrigin(name) from error
