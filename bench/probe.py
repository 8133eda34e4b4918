"""What the machine itself does at the moment: its disk and its processor, measured before every round."""

import os
import sys
import time
from pathlib import Path
from statistics import quantiles

SYNCS = 200
BLOCK = bytes(4096)
SPIN = 2_000_000
sync = getattr(os, "fdatasync", os.fsync)


def fsync_ms(folder: Path) -> tuple[float, float]:
    """p50 and p99 of an fsync after 4 KB were appended, in ms."""
    path = folder / "probe"
    file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    try:
        taken = [_one_sync(file) for _ in range(SYNCS)]
    finally:
        os.close(file)
        path.unlink()
    cuts = quantiles(taken, n=100)
    return cuts[49] * 1000, cuts[98] * 1000


def _one_sync(file: int) -> float:
    os.write(file, BLOCK)
    began = time.perf_counter()
    sync(file)
    return time.perf_counter() - began


def spin_ms() -> float:
    """How long a fixed piece of Python takes, in ms: tells a disturbed round from a calm one."""
    began = time.perf_counter()
    for _ in range(SPIN):
        pass
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    print(fsync_ms(Path(sys.argv[1]))[0])
