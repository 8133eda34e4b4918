"""A site's look as the widget wears it: one piece of CSS, a theme and an icon. No colour maths in browsers."""

from functools import lru_cache

from samovar.domain.channels.colours import DARK_INK, Palette, derive
from samovar.domain.channels.sites import DEFAULTS, Edges, SiteSettings
from samovar.web import wire

ICONS = {
    "samovar": "",
    "bubble": "M7.9 20A9 9 0 1 0 4 16.1L2 22Z",
    "question": "M7.9 20A9 9 0 1 0 4 16.1L2 22ZM9.1 9a3 3 0 0 1 5.8 1c0 2-3 3-3 3M12 17h.01",
    "mail": "m22 7-8.97 5.7a1.94 1.94 0 0 1-2.06 0L2 7M4 4h16a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V6c0-1.1.9-2 2-2z",  # noqa: E501 - one path
}
"""Lucide, ISC licence; the samovar is the widget's own."""
ICON_CSS = (
    ".launch .i:first-child{display:none}.launch[aria-expanded] .i+.i{display:block;width:28px;height:28px;"
    "stroke-width:2}"
)
WINDOW, BUTTON, PHONE = 704, 88, "(max-width:480px)"
"""Pixels: the window's height; from the button's edge to the window's, with the air above it."""


def style_of(settings: SiteSettings) -> wire.Style | None:
    """Nothing where all is as the widget looks by itself."""
    made = wire.Style(
        css=_css(settings.colour, settings.side, settings.desktop, settings.phone) + _icon_css(settings.icon),
        theme=settings.theme, icon=ICONS[settings.icon],
    )  # fmt: skip
    return made if made != wire.Style() else None


def site_frame(settings: SiteSettings) -> wire.Site:
    """What windows are told that are open while the settings change."""
    return wire.Site(
        delay_ms=settings.delay_ms, closed_days=settings.closed_days,
        reopen_ms=round(settings.reopen_minutes * 60_000), style=style_of(settings),
    )  # fmt: skip


def _icon_css(icon: str) -> str:
    return ICON_CSS if ICONS[icon] else ""


@lru_cache(maxsize=64)
def _css(colour: str, side: str, desktop: Edges, phone: Edges) -> str:
    return (_colours(colour) if colour != DEFAULTS.colour else "") + _places(side, desktop, phone)


def _colours(colour: str) -> str:
    """On the box within the host: there they win over the widget's own, which stand on the host itself."""
    made = derive(colour)
    dark_ink = made.day.own_ink == DARK_INK
    inked = f':host(:not([data-theme="dark"])) .out:not(.waiting,.failed) .b{{color:{DARK_INK}}}' if dark_ink else ""
    return f'.sv{{{_properties(made.day)}}}:host([data-theme="dark"]) .sv{{{_properties(made.night)}}}{inked}'


def _properties(of: Palette) -> str:
    names = {
        "accent": of.accent, "hover": of.hover, "press": of.press, "ink": of.ink, "copper": of.text,
        "soft": of.soft, "glow": of.glow, "own": of.own,
    }  # fmt: skip
    return ";".join(f"--{name}:{value}" for name, value in names.items())


def _places(side: str, desktop: Edges, phone: Edges) -> str:
    """Where the button stands, and how much room that leaves the window, which on phones covers the page."""
    css = ""
    if (side, desktop) != ("right", Edges()):
        room = f"100vh - {BUTTON + desktop.below}px"
        css += (
            f".sv{{{_inset(side, desktop)}}}@media not all and {PHONE}{{.sv section{{{_opposite(side)}"
            f"max-width:calc(100vw - {desktop.aside + 12}px);height:min({WINDOW}px,{room})}}"
            f".sv .greeting{{height:auto;max-height:calc({room})}}}}"
        )
    if phone != desktop:
        css += f"@media {PHONE}{{.sv{{{_inset(side, phone)}}}}}"
    return css


def _inset(side: str, at: Edges) -> str:
    return (
        f"inset:auto auto {at.below}px {at.aside}px" if side == "left" else f"inset:auto {at.aside}px {at.below}px auto"
    )


def _opposite(side: str) -> str:
    return "right:auto;left:0;" if side == "left" else ""
