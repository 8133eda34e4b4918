"""README.md says what the code does: its settings, its commands, its files."""

import argparse
import ast
import re
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

from samovar import settings as module
from samovar.cli import parser
from samovar.settings import Limits, Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
ROW = re.compile(r"^\| `(SAMOVAR_\w+)` \| (.*?) ?\| (.+) \|$", re.M)
UNSAID = {"limits"}
"""The field that is no variable."""


def meanings(kind: type) -> dict[str, str]:
    """What settings.py says under each field, on one line and without its full stop."""
    tree = ast.parse(Path(module.__file__).read_text("utf-8"))
    [body] = [each.body for each in tree.body if isinstance(each, ast.ClassDef) and each.name == kind.__name__]
    found = {}
    for field, words in pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(words, ast.Expr):
            assert isinstance(words.value, ast.Constant)
            found[field.target.id] = " ".join(str(words.value.value).split()).removesuffix(".")
    return found


def default(value: object) -> str:
    """As a person would write it into the environment."""
    if isinstance(value, bool):
        return "`yes`" if value else "`no`"
    return f"`{value}`" if value not in ("", None) else ""


def table(kind: type, prefix: str) -> list[tuple[str, str, str]]:
    """What the README has to say."""
    said = meanings(kind)
    return [
        (f"{prefix}{each.name.upper()}", default(each.default), said[each.name])
        for each in fields(kind)
        if each.name not in UNSAID
    ]


def test_the_settings_tables_are_the_settings():
    assert ROW.findall(README) == table(Settings, "SAMOVAR_") + table(Limits, "SAMOVAR_LIMIT_")


def commands() -> list[str]:
    [chosen] = [each for each in parser()._actions if isinstance(each, argparse._SubParsersAction)]
    return list(chosen.choices)


def test_every_command_is_named():
    assert commands()
    assert [name for name in commands() if f"samovar {name}" not in README] == []


def test_no_command_is_named_that_is_not_there():
    named = re.findall(r"^samovar (\w+)", README, re.M)
    assert set(named) <= set(commands())


def test_the_script_tags_attributes_are_those_the_widget_reads():
    named = set(re.findall(r"^\| `data-([a-z]+)` \|", README, re.M))
    source = (ROOT / "widget/src/loader/settings.ts").read_text("utf-8")
    read = set(re.findall(r"^ {2}(\w+)\?:", source.split("interface Settings")[1].split("\n}")[0], re.M))
    assert named == read - {"src"}


def test_every_link_to_a_file_leads_to_one():
    links = [each for each in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in each]
    assert links and [each for each in links if not (ROOT / each).exists()] == []


def test_every_sentence_of_the_promise_is_proved_by_tests_that_are_there():
    page = (ROOT / "docs/promise.md").read_text("utf-8")
    sentences = re.split(r"^\*\*", page, flags=re.M)[1:]
    assert sentences and [each for each in sentences if "\n- " not in each] == []
    links = [(name, ROOT / "docs" / path) for name, path in re.findall(r"\[([^]]+)\]\(([^)]+\.(?:py|ts))\)", page)]
    assert links and [(name, path.name) for name, path in links if not has_test(path, name)] == []


def has_test(path: Path, name: str) -> bool:
    """Whether the file holds a test of this name."""
    start = f"def {name}(" if path.suffix == ".py" else f'test("{name}"'
    return path.exists() and start in path.read_text("utf-8")


def test_how_the_wheel_is_built_stands_before_how_it_is_installed():
    built, installed = README.find("pip wheel"), README.find("pip install samovar")
    assert 0 < built < installed
