"""What is told is shown, and what is stored is read: no field and no column without a place where somebody meets it."""

import re
from pathlib import Path
from typing import Any, get_args

import msgspec

from samovar.storage.tables import Base
from samovar.web import wire

ROOT = Path(__file__).parent.parent
SCREENS = [each for side in ("link", "widget", "console") for each in (ROOT / side / "src").rglob("*.ts*")]
SERVER = [each for each in (ROOT / "server" / "samovar").rglob("*.py") if "migrations" not in each.parts]
ANSWERS = (wire.Started, wire.Greeting, wire.Problem, wire.Boot)

UNSHOWN = {
    "Limits.frame": "the outer bound is the server's own; clients keep to `body`",
    "Welcome.v": "the server has refused any other before",
    "Ok.dup": "the faults tests judge retries by it",
}
UNREAD = {
    "site.languages": "which languages a site offers: the next issue's settings",
    "contact.consent_version": "what was agreed to, for whoever has to prove it",
    "contact.consent_link": "what was agreed to, for whoever has to prove it",
    "created_at": "for whoever looks into the database",
}


def text(files: list[Path], *without: str) -> str:
    return "\n".join(each.read_text("utf-8") for each in files if each.name not in without)


def structs(kind: Any, found: dict[str, set[str]]) -> None:
    """All structs of the wire that a type holds, with their fields as they stand on the wire."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        if kind.__name__ in found:
            return
        found[kind.__name__] = {field.encode_name for field in msgspec.structs.fields(kind)}
        for field in msgspec.structs.fields(kind):
            structs(field.type, found)
        return
    for inner in get_args(kind):
        structs(inner, found)


def test_every_field_that_clients_are_told_is_used_in_a_client():
    found: dict[str, set[str]] = {}
    for kind in (*get_args(wire.ServerFrame), *ANSWERS):
        structs(kind, found)
    source = text(SCREENS, "wire.ts")
    fields = {f"{name}.{field}" for name, fields in found.items() for field in fields}
    hidden = {each for each in fields if not re.search(rf"\b{each.split('.')[1]}\b", source)}
    assert hidden - UNSHOWN.keys() == set()
    assert UNSHOWN.keys() <= fields


def test_every_column_is_read_somewhere():
    source = text([each for each in SERVER if each.parent.name != "tables" or each.name == "base.py"])
    columns = {f"{table.name}.{column.name}" for table in Base.metadata.sorted_tables for column in table.columns}
    hidden = {each for each in columns if not re.search(rf"[.\"_]{each.split('.')[1]}\b", source)}
    assert {each for each in hidden if not {each, *each.split(".")} & UNREAD.keys()} == set()
