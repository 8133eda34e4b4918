"""Colours of the kitchens in the shop's pictures; the drawing itself is shop/templates/scene.svg."""

from dataclasses import dataclass

Shades = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """One kitchen's colours, from light to dark within each part.

    `front`: two of the surface, edge, inner edge, plinth. `floor`, `island`: two of the surface, seams.
    """

    front: Shades
    island: Shades
    wall: Shades = ("#F1EADF", "#E4DACB")
    floor: Shades = ("#C3A27C", "#B08D66", "#9C7A55")
    tiles: Shades = ("#FBF8F2", "#F6F1E8", "#F9F5EE", "#F3EDE2", "#F8F4EC")
    lamp: Shades = ("#C17F4B", "#D79A68")
    handle: str = "#CBA46A"
    top: str = "#F8F4ED"


SAGE = ("#8A9985", "#73836F", "#5F6F5C", "#68785F", "#4D5A4A")
ASH = ("#DDBB93", "#C9A274", "#A67F54", "#B48C60", "#8A6742")
SLATE = ("#8798AC", "#6C8098", "#53677E", "#5C7087", "#3F5064")
MILK = ("#F3ECE1", "#E2D7C7", "#BFB29E", "#CBBEAA", "#A89A86")
GRAPHITE = ("#5A5B58", "#464744", "#343532", "#3B3C39", "#262725")
CLAY = ("#C58D70", "#AE7356", "#8C563C", "#996248", "#6F422D")
WALNUT = ("#8C6546", "#75523A", "#5F412C")
OAK = ("#C9A67C", "#B48E63", "#94714A")
INK = ("#4C5A66", "#3C4852", "#2C363E")
CHALK = ("#F2ECE2", "#E0D7C8", "#C4B8A5")
COOL_WALL = ("#EDEDE8", "#DCDDD6")
ROSE_WALL = ("#F4E7DE", "#E8D5C7")
DARK_FLOOR = ("#8F7257", "#7A5F47", "#614A36")
STONE_FLOOR = ("#CFC9BE", "#BAB3A6", "#A09889")
SAND_TILES = ("#EFE3D2", "#E8D9C4", "#F2E8DA", "#E3D2BA", "#ECDFCC")
SEA_TILES = ("#DCE6E4", "#CFDCDA", "#E4ECEA", "#C6D5D3", "#D7E2E0")
STEEL = ("#6E7478", "#8B9195")
NIGHT = ("#39433B", "#505C52")
BRASS_LIGHT = ("#E2C27E", "#F0D79F")

ROOMS = {
    "neva": Room(front=SAGE, island=WALNUT),
    "ladoga": Room(front=ASH, island=CHALK, wall=COOL_WALL, floor=STONE_FLOOR, handle="#6B5540", lamp=NIGHT),
    "onega": Room(front=SLATE, island=OAK, wall=COOL_WALL, tiles=SEA_TILES, lamp=BRASS_LIGHT),
    "svir": Room(front=MILK, island=WALNUT, floor=DARK_FLOOR, tiles=SAND_TILES, handle="#A98452"),
    "volkhov": Room(front=GRAPHITE, island=OAK, floor=STONE_FLOOR, handle="#C9CBC6", lamp=STEEL, top="#ECEAE5"),
    "vuoksa": Room(front=CLAY, island=INK, wall=ROSE_WALL, tiles=SAND_TILES, lamp=NIGHT, handle="#E0C08A"),
}
