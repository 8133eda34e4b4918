"""Who is in a database that the load talks with. Knows nothing of the server, so that a load starts quickly."""

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

SHOP = "http://shop.example"
HOUSE = "http://samovar.example"
SECRET = "b" * 43
FILE, PEOPLE = "samovar.db", "people.json"
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
class World:
    """A database of its own in `folder`, and who is in it. `lookers`: tokens of visitors without a talk."""

    folder: Path
    talks: list[Talk]
    lookers: list[str]

    def copy(self, name: str) -> Path:
        """A folder inside, with the database as it was made, for one run."""
        folder = self.folder / name
        folder.mkdir()
        shutil.copy(self.folder / FILE, folder / FILE)
        return folder

    def keep(self) -> None:
        """Write down who is in it, for `load_world`."""
        people = {"talks": [asdict(each) for each in self.talks], "lookers": self.lookers}
        (self.folder / PEOPLE).write_text(json.dumps(people))


def load_world(folder: Path) -> World:
    """A world made before."""
    told = json.loads((folder / PEOPLE).read_text())
    return World(folder, [Talk(**each) for each in told["talks"]], told["lookers"])
