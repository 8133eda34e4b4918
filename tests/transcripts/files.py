"""The recorded stories as they are kept: with ids and times that are the same each time."""

import json
import re
from itertools import count
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
IDS = {"conv": "conv", "cid": "cid", "ccid": "ccid", "rid": "rid", "epoch": "epoch", "id": "person"}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def kept() -> dict[str, Any]:
    """Every story by its name."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))}


def keep(name: str, story: Any) -> None:
    """Write one down, a step a line."""
    (FOLDER / f"{name}.json").write_text(written(steady(story)) + "\n", "utf-8")


def written(value: Any, depth: int = 0) -> str:
    """JSON with a line for each step, and for what each conversation shows."""
    if depth == 3 or not isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict):
        (opening, closing), inside = (
            "{}",
            [f"{json.dumps(key)}: {written(each, depth + 1)}" for key, each in value.items()],
        )
    else:
        (opening, closing), inside = "[]", [written(each, 3) for each in value]
    margin = "\n" + "  " * depth
    return opening + ",".join(f"{margin}  {line}" for line in inside) + margin + closing


def steady(story: Any) -> Any:
    """Ids are numbered as they come; each entry is of the second of its seq, and servers say that it is noon."""
    return _renamed(story, {}, {kind: count(1) for kind in IDS.values()})


def _renamed(value: Any, names: dict[str, str], numbers: dict[str, Any]) -> Any:
    if isinstance(value, list):
        return [_renamed(each, names, numbers) for each in value]
    if not isinstance(value, dict):
        return names.get(value, value) if isinstance(value, str) else value
    for key, each in value.items():
        if isinstance(each, str) and (kind := IDS.get(key)) and each not in names:
            names[each] = f"{kind}-{next(numbers[kind])}"
    renamed = {names.get(key, key): _renamed(each, names, numbers) for key, each in value.items()}
    times = {"ts": _clock(value.get("seq", 0)), "now": _clock(0)}
    return renamed | {key: time for key, time in times.items() if TIME.fullmatch(str(value.get(key)))}


def _clock(seconds: int) -> str:
    return f"2026-01-01T12:{seconds // 60:02}:{seconds % 60:02}Z"
