"""The owner's one colour → all that the widget draws with it, by day and by night, so that everything stays readable.

Contrast is that of WCAG 2. Lighter and darker go in steps of the colour's own lightness, so that its hue stays.
"""

import colorsys
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

RGB = tuple[float, float, float]
"""Each from 0 to 1."""

WHITE, DARK_INK = "#ffffff", "#241003"
DAY, DAY_WELL = "#ffffff", "#f3eee8"
NIGHT, NIGHT_WELL = "#1d1915", "#2a241f"
"""What the window is painted with, and its wells."""
READABLE, TEXT, NIGHT_TEXT, NIGHT_ACCENT, NIGHT_OWN = 4.5, 5.0, 7.0, 6.0, 7.0
STEP, HOVER, PRESS, ROOM = 0.002, 0.06, 0.12, 0.1
"""Of lightness."""


@dataclass(frozen=True, slots=True)
class Palette:
    """One theme's colours. `ink`: on accent, hover and press. `own`, `own_ink`: the visitor's own bubble."""

    accent: str
    hover: str
    press: str
    ink: str
    text: str
    soft: str
    glow: str
    own: str
    own_ink: str


@dataclass(frozen=True, slots=True)
class Derived:
    """By day and by night. `moved`: the picked colour carries no readable text, and a darker one stands for it."""

    day: Palette
    night: Palette
    moved: bool

    @property
    def contrast(self) -> float:
        """Of the text on the button, by day."""
        return contrast(self.day.accent, self.day.ink)


@lru_cache(maxsize=64)
def derive(picked: str) -> Derived:
    """All colours of one `#rrggbb`."""
    accent = _until(picked, -1, lambda it: _reads(it, WHITE) or (it == picked and _reads(it, DARK_INK)))
    ink = WHITE if contrast(accent, WHITE) >= READABLE else DARK_INK
    soft = mix(accent, DAY, 0.08)
    day = Palette(
        accent, *_pressed(accent, ink), ink, soft=soft, glow=mix(accent, DAY, 0.3), own=accent, own_ink=ink,
        text=_until(accent, -1, lambda it: contrast(it, DAY) >= TEXT and _reads(it, soft, DAY_WELL)),
    )  # fmt: skip
    return Derived(day, _night(accent), accent != picked)


def _night(accent: str) -> Palette:
    lit = _until(accent, 1, lambda it: contrast(it, NIGHT) >= NIGHT_ACCENT)
    soft = mix(lit, NIGHT, 0.12)
    return Palette(
        lit, *_pressed(lit, DARK_INK), DARK_INK, soft=soft, glow=mix(lit, NIGHT, 0.4),
        own=_until(accent, -1, lambda it: contrast(it, WHITE) >= NIGHT_OWN), own_ink=WHITE,
        text=_until(lit, 1, lambda it: contrast(it, NIGHT) >= NIGHT_TEXT and _reads(it, soft, NIGHT_WELL)),
    )  # fmt: skip


def _reads(colour: str, *grounds: str) -> bool:
    return all(contrast(colour, ground) >= READABLE for ground in grounds)


def _pressed(accent: str, ink: str) -> tuple[str, str]:
    """Hover and press: away from the ink, so that it stays readable; back where there is no more room that way."""
    way = 1 if ink == DARK_INK else -1
    if not ROOM <= colorsys.rgb_to_hls(*_rgb(accent))[1] <= 1 - ROOM:
        way = -way
    return _moved(accent, way * HOVER), _moved(accent, way * PRESS)


def _until(colour: str, way: int, fits: Callable[[str], bool]) -> str:
    """Darker (-1) or lighter (1) until it fits; at the end of the way stand black and white."""
    moved, by = colour, 0.0
    while not fits(moved) and by < 1:
        by += STEP
        moved = _moved(colour, way * by)
    return moved


def _moved(colour: str, by: float) -> str:
    hue, lightness, saturation = colorsys.rgb_to_hls(*_rgb(colour))
    return _hex(colorsys.hls_to_rgb(hue, min(1.0, max(0.0, lightness + by)), saturation))


def mix(colour: str, ground: str, share: float) -> str:
    """So much of a colour on a ground."""
    above, below = _rgb(colour), _rgb(ground)
    return _hex(tuple(share * one + (1 - share) * other for one, other in zip(above, below, strict=True)))  # type: ignore[arg-type]


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in _rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _rgb(colour: str) -> RGB:
    return tuple(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))  # type: ignore[return-value]


def _hex(rgb: RGB) -> str:
    return "#" + "".join(f"{round(255 * each):02x}" for each in rgb)
