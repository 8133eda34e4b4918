"""Reads what each source file imports, and says in one line what breaks the shape of the house.

The shape is in architecture.md: on the server `web, outbound → domain → live → storage`, in the
browser `link` stands alone, and widget and console may use it, but not one another.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

LEAVES = {"settings", "texts", "origins", "mailservers", "sealing"}
STORAGE = {"settings", "model"}
LIVE = {"storage", "model"} | LEAVES
DOMAIN = {"live"} | LIVE
EDGE = {"domain"} | DOMAIN
UPKEEP = {"outbound"} | EDGE
ROOMS = {"web", "outbound", "upkeep", "domain", "live", "storage", "model"} | LEAVES
START = {"app", "clockwork", "serve", "environment", "keys"}

MAY_IMPORT: dict[str, set[str]] = {
    "__init__": set(),
    "settings": {"mailservers", "origins"},
    "mailservers": {"model"},
    "environment": {"settings"},
    "keys": set(),
    "origins": set(),
    "sealing": set(),
    "texts": set(),
    "model": set(),
    "storage": STORAGE,
    "live": LIVE,
    "domain": DOMAIN,
    "upkeep": UPKEEP,
    "web": EDGE | {"upkeep"},
    "outbound": EDGE,
    "clockwork": ROOMS,
    "app": ROOMS | {"clockwork"},
    "demo": ROOMS | START,
    "serve": {"app", "settings", "web"},
    "cli": ROOMS | START | {"demo"},
    "__main__": {"cli"},
}
"""Room → the other rooms it may import. Everybody may import the version from `samovar` itself."""

INSIDE: dict[str, dict[str, set[str]]] = {
    "domain": {
        "topics": set(),
        "periodic": set(),
        "holds": set(),
        "mails": {"company"},
        "channels": {"company", "mails", "periodic", "topics"},
        "visitors": {"channels", "topics"},
        "conversation": {"channels", "mails", "periodic", "topics"},
        "reading": {"channels", "conversation"},
        "people": {"channels", "company", "conversation", "mails", "topics"},
        "company": {"topics"},
        "personal": {"channels", "company", "conversation", "periodic", "topics", "visitors"},
        "delivery": {"channels", "conversation", "holds", "periodic", "reading", "topics"},
    },
    "web": {
        "wire": set(),
        "typescript": {"wire"},
        "media": set(),
        "guard": {"services"},
        "transport": {"guard", "wire"},
        "present": {"services", "wire"},
        "services": {"guard", "present", "visitor"},
        "connection": {"guard", "present", "services", "transport", "wire"},
        "visitor": {"connection", "guard", "present", "services", "transport", "wire"},
        "operator": {"connection", "guard", "present", "services", "transport", "wire"},
        "endpoints": {"connection", "guard", "operator", "present", "services", "transport", "visitor", "wire"},
        "pages": {"guard", "media", "present", "services", "wire"},
        "settings": {"guard", "media", "pages", "present", "services", "wire"},
        "doors": {"endpoints", "guard", "present", "transport"},
        "site": {"doors", "endpoints", "pages", "present", "services", "settings"},
    },
}
"""Room within a room → its neighbours there that it may import. The sides know nothing of one another."""

ONLY: dict[str, dict[str, set[str]]] = {
    "web": {
        "samovar.storage.engine": {"database.Unavailable", "database.Database"},
        "samovar.storage.queries": set(),
        "samovar.storage.recent": set(),
        "samovar.domain.conversation.rules": {"NAME", "NOTE", "field", "fits", "remark"},
    },
}
"""Room → modules elsewhere of which it may import these names and no others. What the edge shows, it gets from
domain/reading, which judges: it asks neither the database nor the rules (but how long a text may be). `Database` is
what Services hands on, and whose epoch /health asks."""

SQL_LIBRARIES = {"aiosqlite", "alembic", "asyncpg", "sqlalchemy", "sqlite3", "sqlmodel"}
HTTP_LIBRARIES = {"httptools", "httpx2", "jinja2", "python_multipart", "starlette", "uvicorn", "websockets"}
MUST_NOT_KNOW: dict[str, set[str]] = {"web": SQL_LIBRARIES, "domain": HTTP_LIBRARIES}

SQL_TEXT = re.compile(r"\s*(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s.+\sSET|DELETE\s+FROM|CREATE\s+\w+)\s", re.S)
SIDES = ("link", "widget", "console")
VIEWS = {"desk", "ui", "words"}
CONSOLE: dict[str, set[str]] = {
    "words": set(),
    "desk": {"words"},
    "ui": {"desk", "words"},
    "notices": VIEWS,
    "people": VIEWS | {"notices"},
    "card": VIEWS,
    "inbox": VIEWS | {"people"},
    "conversation": VIEWS | {"people"},
    "app": VIEWS | {"notices", "people", "card", "inbox", "conversation"},
}
"""Room of the console → the other rooms it may import."""
BELOW = {"clock", "json", "wire"}
LINK: dict[str, set[str]] = {
    "text": set(),
    "connection": BELOW,
    "log": BELOW,
    "outbox": BELOW | {"log", "text"},
}
"""Room of the link → what else of it that may import. The two clients, above them all, put the rooms together."""
BROWSER_ROOMS = {"console": CONSOLE, "link": LINK}
TS_IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']""")
TS_COMMENT_OR_TEXT = re.compile(r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'""", re.S)
DOM = re.compile(r"(?<![.\w])(document|window)\b(?!\s*\??:)")
KEY_READ = re.compile(r"\b(event|e)\??\.(?:key|code|keyCode|which|charCode|isComposing)\b|\{[^{}]*\}: KeyboardEvent\b")
HTML_FROM_TEXT = re.compile(r"\b(innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML)\b")


def server_findings(package: Path) -> list[str]:
    """What is wrong with the Python package `samovar` in this folder."""
    return [
        f"{path.relative_to(package)}: {finding}"
        for path in sorted(package.rglob("*.py"))
        for finding in python_file(path, path.relative_to(package))
    ]


def python_file(path: Path, inside: Path) -> Iterator[str]:
    """What is wrong with one module; `inside` is its path within the package."""
    room = inside.parts[0].removesuffix(".py")
    if room not in MAY_IMPORT:
        yield f"no such room as {room}: say in tests/check.py what it may import"
        return
    tree = ast.parse(path.read_text())
    for name in imported(tree, inside):
        yield from uphill(room, name)
        yield from sideways(inside, name)
        yield from past_the_readers(room, name)
    if room == "domain":
        yield from (f"SQL text: {text[:40]!r}" for text in texts_of(tree) if SQL_TEXT.match(text))


def uphill(room: str, name: str) -> Iterator[str]:
    """Complains about one import, unless this room may have it."""
    library, _, rest = name.partition(".")
    target = rest.partition(".")[0]
    if library in MUST_NOT_KNOW.get(room, set()):
        yield f"{room} must not know {library}"
    if library == "samovar" and target in MAY_IMPORT and target not in MAY_IMPORT[room] | {room}:
        yield f"{room} must not import {target}"


def sideways(inside: Path, name: str) -> Iterator[str]:
    """Complains about an import from a neighbour within the same room, unless this one may have it."""
    room = inside.parts[0]
    if room not in INSIDE or len(inside.parts) < 2 or not name.startswith(f"samovar.{room}."):
        return
    own, target = inside.parts[1].removesuffix(".py"), name.split(".")[2]
    if own == "__init__" or target == own or target not in INSIDE[room]:
        return
    if own not in INSIDE[room]:
        yield f"no such room as {room}/{own}: say in tests/check.py what it may import"
    elif target not in INSIDE[room][own]:
        yield f"{room}/{own} must not import {room}/{target}"


def past_the_readers(room: str, name: str) -> Iterator[str]:
    """Complains about a name of a module of which this room may have a few others."""
    for module, names in ONLY.get(room, {}).items():
        if name == module or (name.startswith(f"{module}.") and name.removeprefix(f"{module}.") not in names):
            yield f"{room} must not import {name.removeprefix('samovar.')}"


def imported(tree: ast.Module, inside: Path) -> Iterator[str]:
    """The full names that a module imports, wherever in it; `from a import b` gives `a.b`."""
    package = ("samovar", *inside.parent.parts)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            origin = ".".join((*above, *([node.module] if node.module else [])))
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def texts_of(tree: ast.Module) -> Iterator[str]:
    """Every string in a module, the fixed parts of f-strings too."""
    return (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))


MAY_REACH = {
    ("faults/breaks.py", "_typing"): "a break in another process: the loop is held up where one frame is handled",
    ("faults/protocol_house.py", "_reader"): "thousands of houses share engines, which nobody in life has",
    ("faults/protocol_house.py", "_writer"): "thousands of houses share engines, which nobody in life has",
    ("sabotage/narrow.py", "_mend"): "the name of a place where a change may stand",
    ("faults/protocol_world.py", "_replace"): "of a named tuple, which has no other name for it",
    ("web/test_reconcile.py", "_changed"): "a break: the one part of a side that shows changes, and nothing around it",
    ("web/test_reconcile.py", "_listed"): "a break: the one part of a side that shows rows, and nothing around it",
}
"""Tests, and what private name of the product they use, and why nothing else will do."""


def private_findings(tests: Path, package: Path) -> list[str]:
    """Where tests use what the product keeps to itself: they ask what anybody may ask."""
    kept = {name for path in package.rglob("*.py") for name in private_names(ast.parse(path.read_text()))}
    return [
        f"{path.relative_to(tests)}: {name}"
        for path in sorted(tests.rglob("*.py"))
        for name in reached_only(ast.parse(path.read_text())) & kept
        if path.name != "check.py" and (str(path.relative_to(tests)), name) not in MAY_REACH
    ]


def private_names(tree: ast.Module) -> Iterator[str]:
    """What a module defines with an underscore before it."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield from [name] if is_private(name) else []
            case ast.Attribute(attr=name, ctx=ast.Store()) | ast.Name(id=name, ctx=ast.Store()):
                yield from [name] if is_private(name) else []


def reached_only(tree: ast.Module) -> set[str]:
    """What a module reaches for, and does not define itself."""
    return set(reached(tree)) - set(private_names(tree))


def reached(tree: ast.Module) -> Iterator[str]:
    """The private names that a module reads or patches of anything but itself."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id="self" | "cls")):
                pass
            case ast.Attribute(attr=name) | ast.alias(name=name) | ast.Constant(value=str(name)) if is_private(name):
                yield name


def is_private(name: str) -> bool:
    """Tells a name with one underscore before it."""
    return re.fullmatch(r"_[a-zA-Z]\w*", name) is not None


def browser_findings(root: Path) -> list[str]:
    """What is wrong with the scripts of link, widget and console below this folder."""
    files = [path for side in SIDES for path in sorted((root / side / "src").rglob("*.ts*"))]
    return [f"{path.relative_to(root)}: {finding}" for path in files for finding in script_file(path, root)]


def script_file(path: Path, root: Path) -> Iterator[str]:
    """What is wrong with one script."""
    link = root / "link/src"
    source = path.read_text()
    in_link = path.is_relative_to(link)
    for name in TS_IMPORT.findall(source):
        target = (path.parent / name).resolve() if name.startswith(".") else None
        if in_link and not (target and target.is_relative_to(link)):
            yield f"link must not import {name}"
        elif target and leaves_its_side(path, target, root):
            yield f"{path.relative_to(root).parts[0]} must not import {name}"
        elif target and (side := path.relative_to(root).parts[0]) in BROWSER_ROOMS:
            yield from uphill_on_its_side(side, path, target, root / side / "src")
    code = TS_COMMENT_OR_TEXT.sub('""', source)
    if in_link:
        yield from (f"link must not know {name}" for name in sorted(set(DOM.findall(code))))
    if path != link / "keys.ts" and KEY_READ.search(code):
        yield "a key is read through link/keys.ts, which knows when it is the input method's"
    yield from (f"text must not become HTML: {name}" for name in sorted(set(HTML_FROM_TEXT.findall(code))))


def uphill_on_its_side(side: str, path: Path, target: Path, home: Path) -> Iterator[str]:
    """Complains about what a room imports of its own side, unless it may have it."""
    if path.parent == home or not target.is_relative_to(home):
        return
    own, other = (each.relative_to(home).parts[0] for each in (path, target))
    if own not in BROWSER_ROOMS[side]:
        yield f"no such room as {own}: say in tests/check.py what it may import"
    elif other not in BROWSER_ROOMS[side][own] | {own}:
        yield f"{side}/{own} must not import {other}"


def leaves_its_side(path: Path, target: Path, root: Path) -> bool:
    """Tells whether an import crosses to another side, but for the link."""
    home = root / path.relative_to(root).parts[0]
    return not target.is_relative_to(home) and not target.is_relative_to(root / "link/src")
