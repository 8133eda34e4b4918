"""Whatever colour an owner picks, what the widget draws with it is readable, by day and by night."""

import itertools

import pytest

from samovar.domain.channels import colours
from samovar.domain.channels.colours import DARK_INK, WHITE, Derived, Palette, contrast, derive

EVERY = ["#" + "".join(f"{each:02x}" for each in rgb) for rgb in itertools.product(range(0, 256, 51), repeat=3)]


def unreadable(found: Derived) -> list[tuple[str, str]]:
    """Pairs of text and ground below 4.5 : 1."""
    themes = ((found.day, colours.DAY, colours.DAY_WELL), (found.night, colours.NIGHT, colours.NIGHT_WELL))
    return [pair for theme in themes for pair in pairs(*theme) if contrast(*pair) < 4.5]


def pairs(of: Palette, *grounds: str) -> list[tuple[str, str]]:
    inked = [(of.ink, ground) for ground in (of.accent, of.hover, of.press)]
    return [*inked, (of.own_ink, of.own), *((of.text, ground) for ground in (of.soft, *grounds))]


@pytest.mark.parametrize("picked", EVERY)
def test_every_text_is_readable_and_every_touch_is_seen(picked: str):
    found = derive(picked)
    assert unreadable(found) == []
    for theme in (found.day, found.night):
        assert len({theme.accent, theme.hover, theme.press}) == 3


def grey(level: int) -> str:
    return f"#{level:02x}{level:02x}{level:02x}"


def test_the_narrow_band_begins_and_ends_where_both_inks_fail():
    """Of all greys white is readable up to 118, dark ink from 127 on; between them the colour is darkened to 118."""
    for level in range(256):
        found, picked = derive(grey(level)), grey(level)
        in_band = max(contrast(picked, WHITE), contrast(picked, DARK_INK)) < 4.5
        assert found.moved is in_band is (118 < level < 127)
        assert found.day.ink == (WHITE if level < 127 else DARK_INK)
        assert found.day.accent == (grey(118) if in_band else picked)
        assert unreadable(found) == []


@pytest.mark.parametrize(
    ("readable", "moved"),
    [("#c75300", "#c85300"), ("#b71eff", "#b820ff"), ("#008857", "#008957"), ("#e82000", "#e92000")],
)
def test_of_other_hues_only_what_is_inside_the_band_is_moved_and_no_more_than_it_must(readable: str, moved: str):
    assert not derive(readable).moved and derive(moved).moved
    assert 4.5 <= derive(moved).contrast < 4.6 and derive(moved).day.ink == WHITE


def test_light_ink_turns_darker_and_dark_ink_lighter_where_there_is_room():
    copper, sand, black, white = (derive(each).day for each in ("#b3561b", "#de8a53", "#000000", "#ffffff"))
    assert contrast(copper.press, WHITE) > contrast(copper.hover, WHITE) > contrast(copper.accent, WHITE)
    assert contrast(sand.press, DARK_INK) > contrast(sand.hover, DARK_INK) > contrast(sand.accent, DARK_INK)
    assert black.hover > black.accent and white.hover < white.accent


def test_the_own_bubble_is_the_accent_by_day_and_deep_at_night():
    found = derive("#2d69c0")
    assert found.day.own == found.day.accent and contrast(found.night.own, WHITE) >= 7
    assert contrast(found.day.text, colours.DAY) >= 5 and contrast(found.night.accent, colours.NIGHT) >= 6


def test_contrast_is_that_of_the_standard():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    assert contrast("#b3561b", "#b3561b") == 1
