"""The figures of a run, one flat file of name → number, and on the screen each beside its aim."""

import json
import os
from pathlib import Path

FULL = os.environ.get("SAMOVAR_FAULTS") == "full"
"""The full set (`make faults`): the same tests with the counts of the promise. Else the short set of `make test`."""
OUT = Path(__file__).parent / "out" / f"{os.environ.get('SAMOVAR_FIGURES', 'faults')}.json"
"""`make faults` runs in two processes, each with figures of its own."""


def of(short: int, full: int) -> int:
    """A count of this run's set."""
    return full if FULL else short


class Figures:
    """Gathers and writes."""

    def __init__(self) -> None:
        self._found: dict[str, float] = {}
        self._aims: dict[str, str] = {}

    def note(self, name: str, value: float, aim: str = "") -> None:
        """One figure; `aim` in words, such as "0" or "<= 15 s"."""
        self._found[name] = round(value, 3)
        self._aims[name] = aim

    def span(self, name: str, value: float, most: float, least: float = 0.0, grace: float = 0.0) -> None:
        """A time that must not be longer, nor shorter; `grace` is what a busy machine may add. What a short set has
        measured beside everything else that runs says nothing of the product: only the full set insists."""
        self.note(name, value, f"<= {most:g}")
        assert not FULL or least <= value <= most + grace, f"{name}: {value:g}"

    def lines(self) -> list[str]:
        """For the screen."""
        width = max(map(len, self._found), default=0)
        return [f"{name:<{width}}  {value:>10g}  {self._aims[name]}".rstrip() for name, value in self._found.items()]

    def write(self) -> None:
        """All of this run."""
        if self._found:
            OUT.parent.mkdir(exist_ok=True)
            OUT.write_text(json.dumps(self._found, indent=1) + "\n", "utf-8")
