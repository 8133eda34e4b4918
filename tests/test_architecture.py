"""Imports run downhill only, and each room knows no more than it should."""

import ast
import re
from pathlib import Path

import pytest

from check import MAY_REACH, browser_findings, private_findings, reached, server_findings

ROOT = Path(__file__).parent.parent
KEYS = "a key is read through link/keys.ts, which knows when it is the input method's"


def test_the_server_keeps_its_shape():
    assert list((ROOT / "server/samovar").rglob("*.py"))
    assert server_findings(ROOT / "server/samovar") == []


def test_the_migrations_are_one_line():
    """Two that were written side by side would leave a database with two heads."""
    files = sorted((ROOT / "server/samovar/storage/migrations/versions").glob("[0-9]*.py"))
    found = [re.findall(r'^(?:down_)?revision = (?:"(\d+)"|None)', path.read_text(), re.M) for path in files]
    numbers = [path.name[:4] for path in files]
    assert found == [list(pair) for pair in zip(numbers, ["", *numbers[:-1]], strict=True)]


def test_tests_ask_what_anybody_may_ask():
    found = private_findings(ROOT / "tests", ROOT / "server/samovar")
    assert found == []


def test_every_exception_is_needed():
    assert all(MAY_REACH.values())
    for path, name in MAY_REACH:
        assert name in reached(ast.parse((ROOT / "tests" / path).read_text())), (path, name)


@pytest.mark.parametrize(
    "source",
    ["at.house.writer._queue", "from samovar.web import _x", "patch.setattr(writer, '_queue', [])", "f()._a.b = 1"],
)
def test_a_test_that_reaches_into_the_product_is_found(source: str):
    assert list(reached(ast.parse(source)))


@pytest.mark.parametrize("source", ["self._queue", "cls._queue", "a.__class__", "'a _b'", "for _ in x: y._"])
def test_what_is_ones_own_is_no_reach(source: str):
    assert list(reached(ast.parse(source))) == []


def test_the_browser_code_keeps_its_shape():
    assert list((ROOT / "link/src").rglob("*.ts"))
    assert browser_findings(ROOT) == []


@pytest.mark.parametrize(
    ("path", "source", "finding"),
    [
        ("storage/tables.py", "from samovar.domain import desk", "storage must not import domain"),
        ("storage/tables.py", "from samovar import texts", "storage must not import texts"),
        ("live/hub.py", "import samovar.web.wire", "live must not import web"),
        ("domain/conversation/desk.py", "from ...web import wire", "domain must not import web"),
        ("domain/conversation/desk.py", "from ... import web", "domain must not import web"),
        (
            "domain/conversation/desk.py",
            "def late():\n    from samovar.outbound.mail import send",
            "domain must not import outbound",
        ),
        ("web/pages/console.py", "from samovar.outbound import mail", "web must not import outbound"),
        ("web/pages/console.py", "from samovar.app import create_app", "web must not import app"),
        ("web/visitor/x.py", "from samovar.web.operator import inbox", "web/visitor must not import web/operator"),
        ("web/wire/card.py", "from samovar.web.services import Services", "web/wire must not import web/services"),
        (
            "web/attic/x.py",
            "from samovar.web import wire",
            "no such room as web/attic: say in tests/check.py what it may import",
        ),
        ("domain/channels/x.py", "from ..people import accounts", "domain/channels must not import domain/people"),
        ("web/x.py", "from samovar.storage.queries import lists", "web must not import storage.queries.lists"),
        ("web/x.py", "from ..storage.engine import writer", "web must not import storage.engine.writer"),
        (
            "web/x.py",
            "from samovar.domain.conversation import rules",
            "web must not import domain.conversation.rules",
        ),
        (
            "web/x.py",
            "from samovar.domain.conversation.rules import can_see",
            "web must not import domain.conversation.rules.can_see",
        ),
        ("settings.py", "from samovar.texts import ru", "settings must not import texts"),
        ("app.py", "from samovar import cli", "app must not import cli"),
        ("web/pages/console.py", "from sqlmodel import select", "web must not know sqlmodel"),
        ("web/pages/console.py", "import sqlalchemy.orm", "web must not know sqlalchemy"),
        ("domain/conversation/desk.py", "from starlette.requests import Request", "domain must not know starlette"),
        ("domain/conversation/desk.py", "Q = 'SELECT id FROM entry'", "SQL text: 'SELECT id FROM entry'"),
        ("domain/conversation/desk.py", "Q = f'DELETE FROM {table}'", "SQL text: 'DELETE FROM '"),
        ("attic/old.py", "", "no such room as attic: say in tests/check.py what it may import"),
    ],
)
def test_an_uphill_import_is_reported(tmp_path: Path, path: str, source: str, finding: str):
    write(tmp_path / path, source)
    assert server_findings(tmp_path) == [f"{path}: {finding}"]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        (
            "web/pages/console.py",
            "from samovar.domain.desk import Desk\nfrom samovar import __version__, live\nfrom . import wire",
        ),
        (
            "web/pages/console.py",
            "from samovar.domain.conversation.rules import NAME, fits\n"
            "from samovar.storage.engine.database import Unavailable\nfrom samovar.storage.tables import Site",
        ),
        ("outbound/mail.py", "import sqlmodel, samovar.texts"),
        (
            "domain/conversation/desk.py",
            "from ..live.hub import Hub\nfrom .rules import may\nHINT = 'Select one from the list'",
        ),
        ("storage/migrations/env.py", "from ...storage import tables\nfrom samovar.settings import Settings"),
        ("demo/run.py", "from samovar.app import create_app"),
        ("cli/demo.py", "from samovar import app, demo"),
        ("__main__.py", "from samovar.cli import main"),
    ],
)
def test_a_downhill_import_is_fine(tmp_path: Path, path: str, source: str):
    write(tmp_path / path, source)
    assert server_findings(tmp_path) == []


@pytest.mark.parametrize(
    ("path", "source", "finding"),
    [
        (
            "link/src/log.ts",
            'import { state } from "../../widget/src/state";',
            "link must not import ../../widget/src/state",
        ),
        ("link/src/log.ts", 'import { h } from "preact";', "link must not import preact"),
        (
            "link/src/log.ts",
            'const late = await import("../../console/src/desk");',
            "link must not import ../../console/src/desk",
        ),
        ("link/src/log.ts", "document.title;", "link must not know document"),
        ("link/src/log.ts", "const w = window as Host;", "link must not know window"),
        (
            "widget/src/panel.tsx",
            'export * from "../../console/src/a";',
            "widget must not import ../../console/src/a",
        ),
        (
            "console/src/a.ts",
            'import "../../widget/src/state";',
            "console must not import ../../widget/src/state",
        ),
        (
            "widget/src/panel.tsx",
            'import { World } from "../../link/test/fakes";',
            "widget must not import ../../link/test/fakes",
        ),
        ("link/src/log/a.ts", 'import { makeClient } from "../client";', "link/log must not import client"),
        ("link/src/connection/a.ts", 'import { Log } from "../log/log";', "link/connection must not import log"),
        ("console/src/desk/a.ts", 'import { List } from "../inbox/list";', "console/desk must not import inbox"),
        (
            "console/src/attic/a.ts",
            'import { t } from "../words/texts";',
            "no such room as attic: say in tests/check.py what it may import",
        ),
        ("console/src/a.ts", "node.innerHTML = body;", "text must not become HTML: innerHTML"),
        ("console/src/a.ts", 'if (event.key === "Enter") send();', KEYS),
        ("widget/src/panel.tsx", "const keyed = ({ key }: KeyboardEvent) => key;", KEYS),
    ],
)
def test_a_script_out_of_its_room_is_reported(tmp_path: Path, path: str, source: str, finding: str):
    write(tmp_path / path, source)
    assert browser_findings(tmp_path) == [f"{path}: {finding}"]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        (
            "link/src/log.ts",
            'import type { Entry } from "./wire"; // not the document\nglobalThis.setTimeout;',
        ),
        (
            "link/src/log.ts",
            'type Mail = { document: string; window?: number }; x.document = "window";',
        ),
        (
            "widget/src/panel.tsx",
            'import texts from "#texts";\nimport { Log } from "../../link/src/log";\ndocument.body;',
        ),
        (
            "console/src/main.tsx",
            'import { Log } from "../../link/src/log";\nimport { h } from "preact";',
        ),
    ],
)
def test_a_script_in_its_room_is_fine(tmp_path: Path, path: str, source: str):
    write(tmp_path / path, source)
    assert browser_findings(tmp_path) == []


def write(path: Path, source: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source)
