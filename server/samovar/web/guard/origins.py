"""Who asks: the origin and the address of a request, and what its browser may show of the answer."""

from collections.abc import Mapping
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any

from samovar.domain.channels.directory import Directory

READABLE = {
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    "x-content-type-options": "nosniff",
}
"""Headers of what every page may read."""


def header_of(scope: Mapping[str, Any], name: bytes) -> str:
    """A header of a request; empty where it has none."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def origin_of(scope: Mapping[str, Any]) -> str:
    """The origin that a browser says, letter by letter: browsers write scheme and host small and leave out the usual
    port (HTML, "ASCII serialization of an origin"), so whatever else looks like one of ours does not come from it."""
    return header_of(scope, b"origin")


def address_of(scope: Mapping[str, Any]) -> str:
    """Where a request comes from, after trusted proxies."""
    return str((scope.get("client") or ("?",))[0])


def customer_of(scope: Mapping[str, Any]) -> str:
    """Whose request it is, after trusted proxies."""
    return customer(address_of(scope))


def customer(address: str) -> str:
    """Whose address that is, for all limits by address: a provider gives each customer a whole /64 of IPv6."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(ip, IPv4Address):
        return str(ip)
    return str(ip.ipv4_mapped or ip_network((int(ip) >> 64 << 64, 64)))


def cors(directory: Directory, origin: str) -> dict[str, str]:
    """Headers that let a page of one of our sites read the answer; none for anybody else."""
    if not any(origin in site.origins for site in directory.sites()):
        return {}
    return {
        "access-control-allow-origin": origin,
        "access-control-allow-methods": "POST",
        "access-control-allow-headers": "content-type",
        "access-control-max-age": "86400",
        "vary": "origin",
        "cache-control": "no-store",
    }
