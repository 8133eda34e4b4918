"""The doctor: looks at the real thing, from outside in. A line for each thing: fine, or what to do."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection

from samovar.settings import Settings
from samovar.upkeep.doctor import machine, mail, outside, stored
from samovar.upkeep.doctor.line import Line
from samovar.upkeep.doctor.patient import Patient

LOOKS: dict[str, Callable[[Patient], Awaitable[Line]]] = {
    "database": stored.database, "secret": machine.secret, "zones": stored.zones, "disk": machine.disk,
    "clock": machine.clock, "server": outside.server, "delivery": outside.delivery, "files": machine.files,
    "tls": outside.tls, "address": outside.address, "upgrade": outside.upgrade, "client": outside.client,
    "mail_out": mail.outgoing, "mail_in": mail.incoming, "backup": stored.backup,
}  # fmt: skip
"""From what everything stands on to what visitors reach."""


async def all_lines(settings: Settings) -> list[Line]:
    """Look at everything at once."""
    patient = Patient(settings)
    try:
        return list(await asyncio.gather(*(look(patient) for look in LOOKS.values())))
    finally:
        await patient.close()


async def examine(settings: Settings, names: Collection[str] = ()) -> AsyncIterator[Line]:
    """Look at each thing, or at the named ones."""
    patient = Patient(settings)
    try:
        for name, look in LOOKS.items():
            if not names or name in names:
                yield await look(patient)
    finally:
        await patient.close()
