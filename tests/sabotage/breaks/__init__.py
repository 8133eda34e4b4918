"""What is broken on purpose, and the tests that all have to see it."""

from dataclasses import dataclass

from sabotage.copies import Edit


@dataclass(frozen=True, slots=True)
class Break:
    """`tests`: pytest's ids, and names of files in link/test, widget/test or console/test."""

    name: str
    edits: tuple[Edit, ...]
    tests: tuple[str, ...]


SERVER = "server/samovar/"
LINK = "link/src/"
