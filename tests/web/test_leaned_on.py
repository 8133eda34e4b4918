"""What the transport overrides of uvicorn and websockets, or reads there, though nobody has promised it: pyproject pins
both to what this was tested with, and an upgrade that lacks a name is told which, and who leans on it."""

import ast
import inspect
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
import uvicorn.protocols.http.httptools_impl as http
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.server import ServerProtocol

import samovar

ROOT = Path(__file__).parents[2]
TRANSPORT = Path(samovar.__file__).parent / "web/transport"

Leaning = tuple[str, tuple[str, ...], type, set[str]]
"""Of a file of the transport, what is said there before the dot; whose names these are; the names."""
SOCKET = {
    "client", "close_sent", "close_timeout", "close_timer", "config", "conn", "connection_lost", "curr_msg_data_type",
    "data_received", "frames", "handle_connect", "handshake_complete", "handshake_initiated", "loop", "pause_writing",
    "queue", "read_paused", "receive", "resume_writing", "scope", "send_receive_event_to_app", "shutdown", "transport",
}  # fmt: skip
CONN = {"current_size", "data_to_send", "extensions", "reject", "send_close", "send_response", "send_text", "state"}
REQUESTS = {
    "client", "connection_lost", "connection_made", "cycle", "data_received", "handle_websocket_upgrade", "loop",
    "on_headers_complete", "on_message_complete", "on_response_complete", "parser", "pipeline", "scope", "transport",
}  # fmt: skip
CYCLE = {"keep_alive", "response_complete", "response_started"}
LEANS_ON: list[Leaning] = [
    ("intake.py protocols.py", ("self", "super()"), WebSocketsSansIOProtocol, SOCKET),
    ("intake.py protocols.py", ("self.conn",), ServerProtocol, CONN),
    ("http_deadline.py", ("self", "super()"), http.HttpToolsProtocol, REQUESTS),
    ("http_deadline.py", ("self.cycle", "cycle", "last"), http.RequestResponseCycle, CYCLE),
]
IMPORTS = {
    "uvicorn.middleware.proxy_headers._TrustedHosts",
    "uvicorn.protocols.http.h11_impl.H11Protocol",
    "uvicorn.protocols.http.httptools_impl.HttpToolsProtocol",
    "uvicorn.protocols.websockets.websockets_sansio_impl.WebSocketsSansIOProtocol",
    "websockets.frames.apply_mask",
    "websockets.protocol.State",
}


def trees(files: str) -> list[ast.Module]:
    return [ast.parse((TRANSPORT / name).read_text()) for name in files.split()]


def used(tree: ast.AST, before: tuple[str, ...]) -> set[str]:
    """The names after a dot behind these words; of what is one's own also the methods that replace another's."""
    names = {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute) and ast.unparse(n.value) in before}
    names |= {
        str(n.args[1].value)
        for n in ast.walk(tree)
        if isinstance(n, ast.Call) and ast.unparse(n.func) == "getattr" and ast.unparse(n.args[0]) in before
        if isinstance(n.args[1], ast.Constant)
    }
    if "self" in before:
        names |= {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)}
    return {name for name in names if not name.startswith("__")}


def offered(library: type) -> set[str]:
    """The names that a class of a library has, those of its instances too."""
    found: set[str] = set()
    for each in library.__mro__:
        if each.__module__.startswith(("uvicorn", "websockets")):
            found |= set(vars(each)) | used(ast.parse(inspect.getsource(each)), ("self",))
    return found


def complaints(files: str, before: tuple[str, ...], library: type, names: set[str]) -> list[str]:
    """What is not as the list says."""
    room = library.__module__.partition(".")[0]
    whose, has = f"{library.__name__} of {room} {version(room)}", offered(library)
    leans = set().union(*(used(tree, before) for tree in trees(files)))
    return [
        *(f"{whose} has no `{name}` any more, on which web/transport ({files}) leans" for name in sorted(names - has)),
        *(f"web/transport ({files}) leans on `{name}` of {whose}: say so here" for name in sorted(leans & has - names)),
        *(f"nothing in web/transport ({files}) leans on `{name}` of {whose}" for name in sorted(names - leans)),
    ]


@pytest.mark.parametrize(
    ("files", "before", "library", "names"), LEANS_ON, ids=lambda each: getattr(each, "__name__", "")
)
def test_the_libraries_have_what_the_transport_leans_on(
    files: str, before: tuple[str, ...], library: type, names: set[str]
):
    assert complaints(files, before, library, names) == []


def test_a_name_that_a_library_lacks_is_told_in_a_sentence():
    told = complaints("intake.py protocols.py", ("self.conn",), ServerProtocol, CONN | {"send_flowers"})
    assert told[0] == (
        f"ServerProtocol of websockets {version('websockets')} has no `send_flowers` any more, on which web/transport"
        " (intake.py protocols.py) leans"
    )


def test_what_the_transport_imports_of_both_is_said_here():
    found = {
        f"{node.module}.{each.name}"
        for path in TRANSPORT.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("uvicorn", "websockets"))
        for each in node.names
    }
    assert found == IMPORTS


@pytest.mark.parametrize("name", ["uvicorn", "websockets"])
def test_both_are_pinned_to_what_this_was_tested_with(name: str):
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    minor = ".".join(version(name).split(".")[:2])
    assert f"{name}=={minor}.*" in wanted, (
        "the overrides of web/transport lean on private names: pin, and read them anew"
    )
