"""What the program stands on: disk, clock, open files, the file of its keys."""

import ctypes
import shutil
import stat
from datetime import timedelta

from samovar.settings import BadSetting
from samovar.storage.engine.address import address
from samovar.storage.engine.database import Unavailable
from samovar.storage.queries import upkeep
from samovar.storage.tables import utc_now
from samovar.upkeep.around import SPARE_FILES
from samovar.upkeep.doctor.line import Line
from samovar.upkeep.doctor.patient import Patient

ROOM = 512 * 1024 * 1024
"""Bytes that have to be free besides a copy of the database."""
NOT_SYNCHRONISED = 5
"""What Linux answers where no program keeps its clock (adjtimex(2), TIME_ERROR)."""
AHEAD = timedelta(minutes=1)


async def disk(patient: Patient) -> Line:
    """Whether there is room for a second database: a copy, or a restore, needs it."""
    settings = patient.settings
    file = address(settings.database_url).file
    needs = ROOM + (file.stat().st_size if file and file.exists() else 0)
    folder = next(each for each in (settings.data.absolute(), *settings.data.absolute().parents) if each.exists())
    free = shutil.disk_usage(folder).free
    return Line("disk", "full" if free < needs else "", {"free": _megabytes(free), "needs": _megabytes(needs)})


async def clock(patient: Patient) -> Line:
    """Whether somebody keeps it, and it has not gone back since the last talk."""
    try:
        newest = await patient.database.read(upkeep.newest)
    except (Unavailable, BadSetting):
        newest = None
    if newest and newest > utc_now() + AHEAD:
        return Line("clock", "back", {"newest": newest.strftime("%d.%m.%Y %H:%M:%S UTC")})
    return Line("clock", "unkept" if kernel_clock() == NOT_SYNCHRONISED else "")


def kernel_clock() -> int:
    """What the system says of its clock; -1 where it says nothing."""
    try:
        # With no mode set the call only reads; the struct has 208 bytes.
        return int(ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(512)))
    except (AttributeError, TypeError):
        return -1


async def files(patient: Patient) -> Line:
    """Whether the running server may open as many connections as it is set to take."""
    facts = (await patient.directly()).facts
    if facts is None:
        return Line("files", "unknown")
    needs = patient.settings.limits.sockets + SPARE_FILES
    return Line("files", "few" if facts["files"] < needs else "", {"may": facts["files"], "needs": needs})


async def secret(patient: Patient) -> Line:
    """Whether the signing keys are there, and nobody else's to read."""
    settings = patient.settings
    if settings.secret:
        return Line("secret")
    try:
        _ = settings.keys
        mode = settings.secret_file.stat().st_mode
    except (BadSetting, OSError) as error:
        return Line("secret", "missing", {"file": settings.secret_file, "words": _words(error)})
    everybody = stat.S_IMODE(mode) & (stat.S_IRWXG | stat.S_IRWXO)
    return Line("secret", "readable" if everybody else "", {"file": settings.secret_file})


def _words(error: Exception) -> str:
    return error.strerror or "" if isinstance(error, OSError) else str(error)


def _megabytes(size: int) -> int:
    return size // (1024 * 1024)
