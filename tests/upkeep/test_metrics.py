"""Figures for machines: who may read them, and that they are what happens."""

import re
from pathlib import Path

import httpx2
import pytest

from house import Running, running
from peer import begin, enter
from samovar.settings import BadSetting, Settings

TOKEN = "a-token-of-a-machine"
LINE = re.compile(r'(# (HELP \w+ .+|TYPE \w+ (gauge|counter|histogram))|samovar_\w+(\{\w+="[^"]*"\})? [\d.e-]+)')


async def asked(at: Running, **headers: str | bytes) -> httpx2.Response:
    async with httpx2.AsyncClient(trust_env=False) as client:
        return await client.get(f"{at.http}/metrics", headers=list(headers.items()))


async def figures(at: Running) -> dict[str, float]:
    answer = await asked(at)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = answer.text.splitlines()
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    pairs = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    return {name.removeprefix("samovar_"): float(value) for name, value in pairs}


async def test_they_are_what_happens(folder: Path):
    async with running(folder, filled=False, metrics="loopback") as at:
        before = await figures(at)
        assert before['connections{side="visitor"}'] == before["messages_total"] == 0
        mary, [_] = await begin(at), await enter(at, "anna")
        await mary.say("И ещё вопрос")
        refused = await mary.ask("get", conv="x" * 22, after=0)
        assert refused["t"] == "no"
        after = await figures(at)
    assert after['connections{side="visitor"}'] == after['connections{side="operator"}'] == 1
    assert after["messages_total"] == 2
    assert after[f'refusals_total{{code="{refused["code"]}"}}'] == 1
    commits = [after[name] for name in after if name.startswith("commit_seconds_bucket")]
    assert commits == sorted(commits) and commits[-1] == after["commit_seconds_count"] > before["commit_seconds_count"]
    assert 0 < after["commit_seconds_sum"] < 60 and after["memory_bytes"] > 10_000_000
    assert after["writer_waiting"] == after['jobs{state="failed"}'] == after["delivery_late_clients"] == 0


async def test_without_the_setting_there_is_no_such_page(at: Running):
    assert (await asked(at)).status_code == 404


async def test_a_token_opens_them_and_nothing_else_does(folder: Path):
    async with running(folder, filled=False, metrics=TOKEN) as at:
        assert (await asked(at, authorization=f"Bearer {TOKEN}")).status_code == 200
        for wrong in ("Basic", "Bearer x", f"Bearer {TOKEN}x", "Bearer ключ"):
            assert (await asked(at, authorization=wrong.encode())).status_code == 404


async def test_nobody_comes_in_through_a_proxy_on_this_machine(folder: Path):
    """Also where the proxy names no address that is another's."""
    async with running(folder, filled=False, metrics="loopback") as at:
        for named in ("192.0.2.1", "127.0.0.1", ""):
            assert (await asked(at, **{"x-forwarded-for": named})).status_code == 404
        for head in ("x-real-ip", "forwarded", "via"):
            assert (await asked(at, **{head: "x"})).status_code == 404
        for host in ("chat.olha.example", "chat.olha.example:8000", "192.0.2.1", "[::"):
            assert (await asked(at, host=host)).status_code == 404
        for host in ("localhost:8000", "127.0.0.1", "[::1]:8000"):
            assert (await asked(at, host=host)).status_code == 200


def test_a_short_token_is_refused_and_not_repeated():
    with pytest.raises(BadSetting, match="SAMOVAR_METRICS") as refused:
        Settings(metrics="shortsecret")
    assert "shortsecret" not in str(refused.value)
