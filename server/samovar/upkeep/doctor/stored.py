"""What is stored: the database and its version, time zones of channels, copies."""

from zoneinfo import ZoneInfo

from samovar.settings import BadSetting
from samovar.storage.engine.database import Unavailable
from samovar.storage.engine.opening import CannotOpen, standing
from samovar.storage.queries import upkeep
from samovar.storage.tables import Upkeep, utc_now
from samovar.upkeep import copies
from samovar.upkeep.doctor.line import Line
from samovar.upkeep.doctor.patient import Patient

OLDEST = {"SQLite": (3, 35), "PostgreSQL": (13,)}
"""Older ones lack what our statements need."""


async def database(patient: Patient) -> Line:
    """Whether it answers, is new enough, and its tables are of this program's version."""
    try:
        at = patient.database
        if at.address.file and not at.address.file.exists():
            return Line("database", "absent", {"folder": at.address.file.parent, "name": at.address.file.name})
        found = await standing(at)
    except BadSetting as error:
        return Line("database", "setting", {"words": error})
    except CannotOpen as error:
        return Line("database", f"cli.database.{error.kind}", error.places)
    places = {"name": f"{found.engine} {found.version}", "schema": found.schema, "head": found.head}
    if found.numbers < OLDEST[found.engine]:
        return Line("database", "engine", places | {"oldest": ".".join(map(str, OLDEST[found.engine]))})
    return Line("database", "" if found.schema == found.head else "behind", places)


async def zones(patient: Patient) -> Line:
    """Whether this machine knows the time zone of each channel."""
    try:
        named = await patient.database.read(upkeep.zones)
    except (Unavailable, BadSetting):
        return Line("zones", "unknown")
    strange = [name for name in named if not _known(name)]
    return Line("zones", "strange" if strange else "", {"names": ", ".join(strange)})


async def backup(patient: Patient) -> Line:
    """Whether copies are made by the clock, and the last is young enough."""
    settings = patient.settings
    try:
        plan = await patient.database.read(lambda session: session.get(Upkeep, "house")) or Upkeep()
    except (Unavailable, BadSetting):
        return Line("backup", "unknown")
    last = copies.newest(settings.copies)
    places = {"folder": settings.copies, "at": f"{last:%d.%m.%Y %H:%M} UTC" if last else ""}
    if wrong := copies.trouble(plan, last, utc_now()):
        return Line("backup", wrong, places)
    near = copies.on_one_disk(settings.copies, patient.database.address.file)
    return Line("backup", "near" if near else "", places, minor=near)


def _known(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
