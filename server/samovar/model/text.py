"""What counts as text: one rule for messages, notes, names and fields. link/src/text/said.ts is its other half.

Nobody is served by a bubble, a name or a note in which there is nothing to see.
"""

import re
import unicodedata
from functools import lru_cache

_UNSEEN = frozenset("\u115f\u1160\u2065\u2800\u3164\uffa0\ufffc\U0001d159")
"""Fillers, blanks and place holders that Unicode counts among letters and symbols."""
_IGNORABLE = re.compile("[\ufff0-\ufff8\U000e0000-\U000e0fff]")
"""Reserved to be ignored, whether assigned or not (Default_Ignorable_Code_Point)."""
_SILENT = frozenset(("Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn", "Mc", "Me"))
"""Controls, formats, halves of letters, spaces; and marks, which show only on something."""


@lru_cache(maxsize=4096)
def is_seen(letter: str) -> bool:
    """Whether it shows on its own."""
    return not (letter in _UNSEEN or unicodedata.category(letter) in _SILENT or _IGNORABLE.match(letter))


def has_text(text: str) -> bool:
    """Whether there is anything to see."""
    return any(map(is_seen, text))


def plain(text: str) -> str:
    """Text as every database takes it: without NUL and halves of letters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def line(text: str) -> str:
    """What a field of one line holds: plain, on one line, nothing around it; empty where there is nothing to see."""
    return " ".join(plain(text).split()) if has_text(text) else ""


def note(text: str) -> str:
    """What is written along with a deed: plain; empty where there is nothing to see."""
    return plain(text).strip() if has_text(text) else ""
