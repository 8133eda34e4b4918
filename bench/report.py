"""Samples of all rounds, shown as a table and kept as a flat object."""

import json
import os
import platform
import sqlite3
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import monotonic

from bench.figures import GROUPS, Figure

LIBRARIES = ("samovar", "starlette", "uvicorn", "uvloop", "websockets", "msgspec", "sqlalchemy")


class Samples:
    """Values by figure, one for each round."""

    def __init__(self) -> None:
        self.values: defaultdict[str, list[float]] = defaultdict(list)
        self.notes: list[str] = []
        self.failed = False
        self._began = monotonic()

    @property
    def seconds(self) -> float:
        """Since the run began."""
        return monotonic() - self._began

    def add(self, figure: str, value: float) -> None:
        """One round's value."""
        self.values[figure].append(value)

    def count(self, figure: str) -> int:
        """Rounds that have a value of it."""
        return len(self.values.get(figure, ()))

    def note(self, words: str) -> None:
        """Something a reader has to know, such as what could not be measured here and why."""
        if words not in self.notes:
            self.notes.append(words)
            print(words, flush=True)

    def fail(self, words: str) -> None:
        """Something went wrong that should not: the run goes on, and ends with an error."""
        self.failed = True
        self.note(f"FAILED: {words}")

    def flat(self) -> dict[str, float]:
        """Medians, with the least and the greatest where there are several."""
        made: dict[str, float] = {"bench.seconds": self.seconds}
        for name, values in self.values.items():
            made[name] = median(values)
            if len(values) > 1:
                made |= {f"{name}.least": min(values), f"{name}.greatest": max(values), f"{name}.runs": len(values)}
        return {name: round(value, 4) for name, value in made.items()}

    def write(self, path: Path) -> None:
        """Keep them."""
        path.write_text(json.dumps(self.flat(), indent=1) + "\n")

    def table(self) -> str:
        """All figures that were measured."""
        flat = self.flat()
        lines: list[str] = []
        for group in GROUPS:
            rows = [row(figure, flat) for figure in group.figures if figure.name in flat]
            lines += ["", group.title, *rows] if rows else []
        return "\n".join([*lines, *([""] if self.notes else []), *self.notes])


def markdown(flat: dict[str, float]) -> str:
    """The figures that have an aim, as the table of the README."""
    rows = [figure for group in GROUPS for figure in group.figures if figure.aim and figure.name in flat]
    lines = [f"| {each.words} | {each.shown(flat[each.name])} | {each.aim} |" for each in rows]
    return "\n".join([machine(), "", "| what | figure | aim (stretch) |", "|---|---|---|", *lines])


def row(figure: Figure, flat: dict[str, float]) -> str:
    """A line of the table."""
    middle = flat[figure.name]
    least, most = flat.get(f"{figure.name}.least"), flat.get(f"{figure.name}.greatest")
    span = f"{figure.shown(least)} – {figure.shown(most)}" if least is not None and most is not None else ""
    return (
        f"  {figure.words:<66}{figure.shown(middle):>9}  {span:<19} {figure.aim:<13} {figure.verdict(middle)}".rstrip()
    )


def machine() -> str:
    """What the figures were measured on."""
    made = " · ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"{os.cpu_count()} cores ({_processor()}), {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}\n{made}"
    )


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")
