"""Letters as people see them: an emoji, a flag and a letter with its accents are one each."""

import unicodedata

_JOINER = "\u200d"
_LONGEST = 100
"""A sign of several code points is hardly longer than this; what is longer is cut where it must be."""


def cut(text: str, most: int) -> str:
    """At most `most` code points, and no part of a letter."""
    if len(text) <= most:
        return text
    least = max(0, most - _LONGEST)
    end = next((at for at in range(most, least, -1) if not _goes_on(text, at)), most)
    return text[:end]


def _goes_on(text: str, at: int) -> bool:
    """Whether what stands at `at` belongs to the letter before it."""
    if not 0 < at < len(text):
        return False
    before, this = text[at - 1], text[at]
    marks = unicodedata.category(this)[0] == "M" or this == _JOINER or before == _JOINER
    return marks or "\U0001f3fb" <= this <= "\U0001f3ff" or "\U000e0020" <= this <= "\U000e007f" or _half_flag(text, at)


def _half_flag(text: str, at: int) -> bool:
    """A flag is two letters of an alphabet of its own."""
    begin = at
    while begin > max(0, at - _LONGEST) and _of_flag(text[begin - 1]):
        begin -= 1
    return _of_flag(text[at]) and (at - begin) % 2 == 1


def _of_flag(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"
