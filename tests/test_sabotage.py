"""The list of `make sabotage` fits the code of today, and its judge takes no broken program for a red test."""

import ast
from pathlib import Path

import pytest

from sabotage.breaks.everything import BREAKS
from sabotage.copies import Edit, Stale
from sabotage.judge import Verdict, judge_report, judge_words
from sabotage.mutants import NOTHING, mutants
from sabotage.narrow import MAY_STAND, NARROW

ROOT = Path(__file__).parent.parent


def test_every_place_to_break_is_there_once():
    stale = []
    for each in BREAKS:
        for edit in each.edits:
            try:
                assert edit.applied(ROOT) != (ROOT / edit.path).read_text("utf-8")
            except Stale as why:
                stale.append(f"{each.name}: {why}")
    assert BREAKS and stale == []


def test_a_place_that_is_there_twice_or_never_is_stale(tmp_path: Path):
    (tmp_path / "a.py").write_text("one two two", "utf-8")
    assert Edit("a.py", "one", "1").applied(tmp_path) == "1 two two"
    for text in ("two", "three"):
        with pytest.raises(Stale, match=r"a\.py"):
            Edit("a.py", text, "").applied(tmp_path)


def test_every_test_of_a_break_is_there():
    assert [test for each in BREAKS for test in each.tests if not there(test)] == []
    assert len({each.name for each in BREAKS}) == len(BREAKS)


def there(test: str) -> bool:
    if test.endswith(".ts"):
        return any((ROOT / side / "test" / test).exists() for side in ("link", "widget", "console"))
    path, _, name = test.partition("::")
    return f"def {name.partition('[')[0]}(" in (ROOT / path).read_text("utf-8")


REPORT = """<testsuites><testsuite>
<testcase classname="tests.a" name="good" />
<testcase classname="tests.a" name="bad"><failure message="AssertionError: 1 == 2&#10;more">…</failure></testcase>
<testcase classname="tests.a" name="late"><failure message="TimeoutError">…</failure></testcase>
<testcase classname="tests.a" name="typo"><failure message="NameError: name 'x' is not defined">…</failure></testcase>
<testcase classname="tests.a" name="lost"><error message="failed on setup">…</error></testcase>
<testcase classname="tests.a" name="left"><skipped message="no" /></testcase>
</testsuite></testsuites>"""


def test_only_a_broken_promise_is_red():
    found = Verdict()
    judge_report(REPORT, found)
    assert found.green == ["tests/a.py::good"]
    assert found.red == ["tests/a.py::bad: AssertionError: 1 == 2", "tests/a.py::late: TimeoutError"]
    assert found.late == ["tests/a.py::late: TimeoutError"]
    assert [each.split(":")[2] for each in found.broken] == ["typo", "lost", "left"]


def test_a_break_is_seen_by_all_that_it_names():
    found = Verdict(red=["tests/a.py::one[x]: …", "tests/a.py::one[y]: …", "tests/a.py::two: …", "log.test.ts: it …"])
    seen = ["tests/a.py::one", "tests/a.py::one[y]", "tests/a.py::two", "log.test.ts"]
    assert found.green_of(seen) == []
    assert found.green_of(["tests/a.py::one[z]", "tests/a.py::tw", *seen, "a.test.ts"]) == [
        "tests/a.py::one[z]", "tests/a.py::tw", "a.test.ts",
    ]  # fmt: skip


SOURCE = '''"""What it is."""
LIMIT = 3


class Rule:
    """A class."""

    here: bool = True

    def __call__(self, talk: str, now: int = 0) -> int:
        """A function."""
        if talk in self.known and now < LIMIT:
            return 1
        self.known.add(talk)
        return now + 2
'''


def test_a_small_change_is_made_wherever_something_is_carried_out():
    made = list(mutants("rule.py", SOURCE))
    assert [(each.line, each.instead) for each in made] == [
        (2, "4"), (2, "2"), (8, "False"), (12, NOTHING), (14, NOTHING), (15, NOTHING), (10, "1"), (10, "-1"),
        (12, "if not (talk in self.known and now < LIMIT):"), (13, NOTHING), (12, "talk in self.known or now < LIMIT"),
        (12, "talk not in self.known"), (12, "now <= LIMIT"), (13, "2"), (13, "0"), (15, "now - 2"), (15, "3"),
        (15, "1"),
    ]  # fmt: skip
    assert {each.where for each in made if each.line >= 10} == {"__call__"}
    assert len({ast.dump(each.tree) for each in made} | {ast.dump(ast.parse(SOURCE))}) == len(made) + 1
    for each in made:
        compile(each.tree, each.path, "exec")


def test_what_may_stand_is_a_change_that_can_be_made():
    found = {each.key for path in NARROW for each in mutants(path, (ROOT / path).read_text("utf-8"))}
    assert set(MAY_STAND) - found == set() and all(MAY_STAND.values())
    assert [test for tests in NARROW.values() for test in tests if not (ROOT / test).is_file()] == []


WORDS = """✖ it counts (1.5ms)
ℹ fail 2

✖ failing tests:

test at widget/test/a.test.ts:1:1
✖ it counts (1.5ms)
  AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:

test at widget/test/a.test.ts:2:1
✖ it is a program (0.1ms)
  ReferenceError: x is not defined
"""


def test_only_a_broken_assertion_of_the_browsers_tests_is_red():
    found = Verdict()
    judge_words("a.test.ts", WORDS, found)
    assert (found.red, found.broken) == (["a.test.ts: it counts"], ["a.test.ts: it is a program"])
