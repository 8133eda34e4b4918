"""What visitors reach: the server itself, its public address, sockets and addresses through the proxy."""

import asyncio
import ssl
import time
from ipaddress import ip_address, ip_network

from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake, InvalidStatus, WebSocketException
from websockets.typing import Origin

from samovar import __version__
from samovar.upkeep.doctor.line import Line
from samovar.upkeep.doctor.patient import FORGED, PATIENCE, Answer, Patient

SOON_DAYS = 14
"""A certificate that is renewed by itself never comes so near its end."""


async def server(patient: Patient) -> Line:
    """Whether it runs, is of this version, and serves this database."""
    if not await patient.knows_itself():
        return Line("server", "unknown")
    answer, where = await patient.directly(), patient.settings
    places = {"host": where.host, "port": where.port, "data": where.data.absolute()}
    if not answer.status:
        return Line("server", "silent", places | {"words": answer.words})
    if not await patient.is_this(answer):
        return Line("server", "other", places)
    facts = answer.facts or {}
    if facts["version"] != __version__:
        return Line("server", "version", {"runs": facts["version"], "there": __version__})
    return Line("server", "", {"version": __version__})


async def delivery(patient: Patient) -> Line:
    """Whether what is stored reaches people in time."""
    facts = (await patient.directly()).facts
    if facts is None:
        return Line("delivery", "unknown")
    return Line("delivery", "behind" if facts["behind"] else "")


async def tls(patient: Patient) -> Line:
    """Whether browsers will trust the address."""
    if patient.public.scheme != "https":
        return Line("tls", "plain", {"url": patient.settings.origin})
    host, port = patient.public.hostname or "", patient.public.port or 443
    try:
        async with asyncio.timeout(PATIENCE):
            _, writer = await asyncio.open_connection(host, port, ssl=patient.trusting)
        until = ssl.cert_time_to_seconds(writer.get_extra_info("peercert")["notAfter"])
        writer.transport.abort()
    except ssl.SSLCertVerificationError as error:
        return Line("tls", "untrusted", {"words": error.verify_message})
    except (OSError, TimeoutError) as error:
        return Line("tls", "silent", {"host": host, "port": port, "words": str(error) or type(error).__name__})
    days = int((until - time.time()) // 86_400)
    return Line("tls", "soon" if days < SOON_DAYS else "", {"n": days})


async def address(patient: Patient) -> Line:
    """Whether the public address leads here."""
    answer, url = await patient.from_outside(), patient.settings.origin
    if not patient.settings.url:
        return Line("address", "unset", {"url": url})
    if not await patient.knows_itself():
        return Line("address", "unknown")
    if not answer.status:
        return Line("address", "silent", {"url": url, "words": answer.words})
    if answer.facts is None:
        return Line("address", "refused", {"url": url, "status": answer.status})
    return Line("address", "" if await patient.is_this(answer) else "other", {"url": url})


async def upgrade(patient: Patient) -> Line:
    """Whether sockets pass: a console's, which is let in and told that nobody is signed in."""
    there = patient.public._replace(scheme="wss" if patient.public.scheme == "https" else "ws", path="/ws/operator")
    try:
        async with connect(
            there.geturl(), origin=Origin(patient.settings.origin), proxy=None, open_timeout=PATIENCE,
            ssl=patient.careless if there.scheme == "wss" else None,
        ) as socket:  # fmt: skip
            await socket.wait_closed()
    except InvalidStatus as error:
        return Line("upgrade", "refused", {"status": error.response.status_code})
    except (InvalidHandshake, WebSocketException, OSError, TimeoutError) as error:
        return Line("upgrade", "silent", {"words": str(error) or type(error).__name__})
    return Line("upgrade")


async def client(patient: Patient) -> Line:
    """Whether the server learns visitors' addresses, and believes nobody who names another."""
    answer = await patient.from_outside()
    if answer.facts is None:
        return Line("client", "unknown")
    told = [each.strip() for each in answer.facts["forwarded"].split(",") if each.strip()]
    believed = str(answer.facts["address"])
    if not told:
        proxied = patient.public.scheme == "https" or patient.public.port != patient.settings.port
        return Line("client", "absent" if proxied else "", {"address": believed})
    if not answer.facts["believed"]:
        return Line("client", "unbelieved", {"proxy": believed})
    return _judged(patient, await patient.pretending(), believed)


def _judged(patient: Patient, pretended: Answer, believed: str) -> Line:
    """Who sits on the proxy's own machine may name any address: nobody else may."""
    facts = pretended.facts or {"forwarded": "", "address": ""}
    last = facts["forwarded"].rpartition(",")[2].strip()
    if last == FORGED:
        return Line("client", "passed_on")
    if facts["address"] == FORGED and ("*" in patient.settings.proxies or not _trusted(patient, last)):
        return Line("client", "anybody", {"proxies": patient.settings.proxies})
    return Line("client", "", {"address": believed})


def _trusted(patient: Patient, address: str) -> bool:
    networks = [ip_network(each.strip(), strict=False) for each in patient.settings.proxies.split(",") if each.strip()]
    return any(ip_address(address) in network for network in networks)
