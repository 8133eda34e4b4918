"""Ids cannot be guessed, and secrets and people's words stand in no log and no frame."""

import json
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from house import SHOP, Running, running
from knocking import knock
from peer import begin, held
from samovar.domain.people.links import digest
from samovar.serve import prepare_logging
from samovar.storage import tables


class Lines(logging.Handler):
    """What the log would show, but for the tests' own client."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith("websockets"):
            self.lines.append(record.getMessage() + str(record.exc_info))


@pytest.fixture
def log() -> Iterator[Lines]:
    """The log as the server prepares it, at its most talkative."""
    root, lines = logging.getLogger(), Lines()
    before = (root.level, list(root.handlers))
    prepare_logging("debug")
    root.handlers = [lines]
    yield lines
    root.setLevel(before[0])
    root.handlers = before[1]


async def test_secrets_and_words_of_people_are_never_logged(on_each: Running, log: Lines):
    mary, anna = await held(on_each)
    await mary.say("SECRET-WORDS")
    await anna.say("SECRET-WORDS" * 1000, lock=anna.lock)
    await mary.raw('{"t":"send","body":"SECRET-WORDS","token":"' + mary.token + '"}')
    await mary.closes()
    said = "\n".join(log.lines)
    assert "bad frame" in said
    secrets = (mary.token, anna.token, "secret-anna", digest("secret-anna"), "SECRET-WORDS")
    assert [each for each in secrets if each in said] == []


async def test_tokens_never_come_back_in_frames(at: Running):
    mary, anna = await held(at)
    assert mary.token not in json.dumps(mary.frames) and anna.token not in json.dumps(anna.frames)


def test_one_event_is_one_line_whatever_strangers_send(capsys: pytest.CaptureFixture[str], log: Lines):
    logging.getLogger().handlers = []
    prepare_logging("info")
    logging.getLogger("samovar").warning("bad frame from %s", "x\r\n2026 ERROR root: all is lost\x1b[31m\u2028")
    err = capsys.readouterr().err
    assert err.count("\n") == 1 and "\x1b" not in err and "\u2028" not in err
    assert "\\r\\n2026" in err


def test_ids_are_random_and_long():
    made = {tables.new_id() for _ in range(100_000)}
    assert len(made) == 100_000 and {len(each) for each in made} == {22}


async def test_another_house_with_another_secret_knows_nobody(tmp_path: Path, at: Running, filled_file: Path):
    mary = await begin(at)
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(filled_file, other / "samovar.db")
    async with running(other, filled=False, secret="z" * 43) as there:
        assert await knock(there, "/ws/visitor", {"Origin": SHOP}, {"token": mary.token}) == 4401
