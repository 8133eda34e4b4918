"""What can be done to a living process from outside: failing system calls, limits, and a look at what it calls."""

import asyncio
import contextlib
import resource
import shutil
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest


@contextlib.asynccontextmanager
async def traced(pid: int, out: Path, *options: str) -> AsyncIterator[None]:
    """Inside, strace has hold of all threads of the process; `out` gets what it prints of them."""
    binary = shutil.which("strace")
    if binary is None:
        pytest.fail("strace is missing; on Debian and Ubuntu:  apt-get install strace")
    tracer = await asyncio.create_subprocess_exec(
        binary, "-f", "-p", str(pid), "-o", str(out), *options, stderr=asyncio.subprocess.PIPE
    )  # fmt: skip
    assert tracer.stderr
    said = await asyncio.wait_for(tracer.stderr.readline(), 10)
    assert b"attached" in said, said
    try:
        yield
    finally:
        tracer.send_signal(signal.SIGINT)
        await tracer.communicate()


def failing(pid: int, out: Path, calls: str, error: str) -> contextlib.AbstractAsyncContextManager[None]:
    """Inside, these system calls of the process fail with this error."""
    return traced(pid, out, "-e", f"trace={calls}", "-e", f"inject={calls}:error={error}")


@contextlib.contextmanager
def limited(pid: int, what: int, most: int) -> Iterator[None]:
    """Inside, the process may have no more of something (RLIMIT_…)."""
    soft, hard = resource.prlimit(pid, what)
    resource.prlimit(pid, what, (most, hard))
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(pid, what, (soft, hard))


def open_files(pid: int) -> int:
    """File descriptors it has."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def address_space(pid: int) -> int:
    """Bytes it has asked for."""
    return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[0]) * resource.getpagesize()
