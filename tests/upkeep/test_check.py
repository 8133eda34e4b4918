"""`samovar check` as an administrator runs it beside a running server."""

import signal
from pathlib import Path

import pytest

from conftest import Run
from processes import Server, free_port, samovar
from samovar.texts import Texts
from samovar.upkeep.doctor import LOOKS

TEXTS = Texts.load()


async def test_it_says_a_line_for_each_thing_and_how_many_need_somebody(tmp_path: Path):
    server = Server(tmp_path / "data", free_port())
    await server.start()
    status, out, words = await samovar("check", **server.env)
    await server.end(signal.SIGTERM)
    lines = out.splitlines()
    assert len(lines) == len(LOOKS)
    wrong = [line for line in lines if line.startswith("✗")]
    assert f"✓ {TEXTS.get('ru', 'check.server.title')}" in out and f"✓ {TEXTS.get('ru', 'check.upgrade.title')}" in out
    assert f"✗ {TEXTS.get('ru', 'check.tls.title')}" in out, "its address is plain http"
    assert (status, words) == (2, f"{TEXTS.get('ru', 'cli.check_wrong', n=len(wrong))}\n")


def test_lines_can_be_named_and_a_word_that_is_none_is_told(run: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SAMOVAR_LANG", "en")
    run("init")
    status, out, _ = run("check", "secret", "disk")
    assert status == 0 and len(out.splitlines()) == 3 and out.endswith(f"{TEXTS.get('en', 'cli.check_fine')}\n")
    said = TEXTS.get("en", "cli.check_unknown", names="teapot", known=", ".join(LOOKS))
    assert run("check", "teapot") == (2, "", f"{said}\n")
