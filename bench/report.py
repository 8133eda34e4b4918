"""Samples of all rounds, shown as a table and kept as a flat object."""

import json
import os
import platform
import sqlite3
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path
from statistics import median

from bench.figures import GROUPS, Figure

LIBRARIES = ("samovar", "starlette", "uvicorn", "uvloop", "websockets", "msgspec", "sqlalchemy")


class Samples:
    """Values by figure, one for each round."""

    def __init__(self) -> None:
        self.values: defaultdict[str, list[float]] = defaultdict(list)

    def add(self, figure: str, value: float) -> None:
        """One round's value."""
        self.values[figure].append(value)

    def write(self, path: Path) -> None:
        """Medians, with the least and the greatest where there are several."""
        flat: dict[str, float] = {}
        for name, values in self.values.items():
            flat[name] = median(values)
            if len(values) > 1:
                flat |= {f"{name}.least": min(values), f"{name}.greatest": max(values), f"{name}.runs": len(values)}
        path.write_text(json.dumps({name: round(value, 4) for name, value in flat.items()}, indent=1) + "\n")

    def table(self) -> str:
        """All figures that were measured."""
        lines: list[str] = []
        for group in GROUPS:
            rows = [_row(figure, self.values[figure.name]) for figure in group.figures if self.values[figure.name]]
            lines += ["", group.title, *rows] if rows else []
        return "\n".join(lines)


def _row(figure: Figure, values: list[float]) -> str:
    middle = median(values)
    span = f"{figure.shown(min(values))} – {figure.shown(max(values))}" if len(values) > 1 else ""
    verdict = ("met" if figure.met(middle) else "MISSED") if figure.aim else ""
    return f"  {figure.words:<52}{figure.shown(middle):>9}  {span:<18}  {figure.aim:<9} {verdict}".rstrip()


def machine() -> str:
    """What the figures were measured on."""
    made = " · ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.release()}, {platform.machine()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}\n{made}"
    )
