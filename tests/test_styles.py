"""Style sheets of the browsers' sides: nothing in them is left over from what is no longer drawn."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
RULE = re.compile(r"([^{};]+)\{")
CLASS = re.compile(r"\.([a-zA-Z][\w-]*)")


def classes(side: str) -> set[str]:
    sheets = [path.read_text(encoding="utf-8") for path in (ROOT / side / "src/style").rglob("*.css")]
    bare = re.sub(r"/\*.*?\*/", "", "".join(sheets), flags=re.DOTALL)
    return {name for selector in RULE.findall(bare) for name in CLASS.findall(selector)}


def is_drawn(name: str, code: str) -> bool:
    """As a word of its own, or put together: `ava--${size}`."""
    composed = f"{name.rpartition('--')[0]}--${{"
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", code) is not None or ("--" in name and composed in code)


@pytest.mark.parametrize("side", ["console", "widget"])
def test_every_class_of_the_style_sheets_is_drawn_somewhere(side: str):
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / side / "src").rglob("*.ts*"))
    assert [name for name in sorted(classes(side)) if not is_drawn(name, code)] == []
