"""Who is in a database that the load talks with. Knows nothing of the server."""

import shutil
from dataclasses import dataclass
from pathlib import Path

SHOP = "http://shop.example"
HOUSE = "http://samovar.example"
SECRET = "b" * 43
FILE = "samovar.db"
SITE = "site-of-the-shop00"


@dataclass(slots=True)
class Talk:
    """A pair: the visitor's token, what his operator signs in with, and the conversation he holds."""

    visitor: str
    page: str
    cookie: str
    conv: str
    lock: int


@dataclass(slots=True)
class Asking:
    """A visitor who waits: his token and his conversation."""

    visitor: str
    conv: str


@dataclass(slots=True)
class World:
    """A database of its own in `folder`, and who is in it. `lookers`: tokens of visitors without a talk;
    `asking`: visitors whose talks nobody has claimed."""

    folder: Path
    talks: list[Talk]
    lookers: list[str]
    asking: list[Asking]

    def copy(self, name: str) -> Path:
        """A folder inside, with the database as it was made, for one run."""
        folder = self.folder / name
        folder.mkdir()
        shutil.copy(self.folder / FILE, folder / FILE)
        return folder
