"""The Dockerfile's steps, one by one, and the server that comes of them."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from processes import free_port
from samovar import __version__
from upkeep.image import Build, Stage

ROOT = Path(__file__).parent.parent.parent
MORE = {"SAMOVAR_SKIP_FRONTEND": "1", "PIP_NO_CACHE_DIR": "0", "PIP_QUIET": "1"}
"""The browser's part is in the tree already, and packages may be in the cache: else each run takes minutes."""


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    build = Build(ROOT, tmp_path_factory.mktemp("image"), MORE)
    return build.make((ROOT / "Dockerfile").read_text("utf-8"))


@pytest.fixture
def server(image: Stage) -> Iterator[int]:
    """As the engine starts it, but on this machine's own address; its port."""
    port = free_port()
    env = image.environment(SAMOVAR_HOST="127.0.0.1", SAMOVAR_PORT=str(port))
    command = [str(image.root / "python/bin" / image.command[0]), *image.command[1:]]
    process = subprocess.Popen(command, env=env, cwd=image.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 30
        while time.monotonic() < until and process.poll() is None and not answers(port):
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(15)


def answers(port: int) -> bool:
    try:
        return httpx2.get(f"http://127.0.0.1:{port}/health", trust_env=False).status_code == 200
    except httpx2.ConnectError:
        return False


def test_the_image_s_server_serves_and_is_found_well(image: Stage, server: int):
    assert answers(server)
    assert httpx2.get(f"http://127.0.0.1:{server}/widget.js", trust_env=False).status_code == 200
    asked = {"SAMOVAR_HOST": "127.0.0.1", "SAMOVAR_PORT": str(server)}
    checked = image.run(image.healthcheck, **asked)
    assert checked.returncode == 0 and __version__ in checked.stdout, checked.stderr
    assert (image.root / "data/samovar.db").exists(), "the data are in the volume"
    printed = image.run("samovar config nginx", SAMOVAR_URL="https://chat.example.com").stdout
    assert "server_name chat.example.com;" in printed, "the package brings what it prints"


def test_the_image_s_check_finds_out_that_nobody_answers(image: Stage):
    asked = {"SAMOVAR_HOST": "127.0.0.1", "SAMOVAR_PORT": "1", "SAMOVAR_SECRET": "s" * 43}
    assert image.run(image.healthcheck, **asked).returncode == 1


def test_it_does_not_run_as_root_and_its_data_are_its_own(image: Stage):
    assert image.user.partition(":")[0].isdecimal() and int(image.user.partition(":")[0]) > 0
    assert image.volumes == [image.env["SAMOVAR_DATA"]] == ["/data"] and image.owners["/data"] == image.user
    assert image.ports == [image.env["SAMOVAR_PORT"]]


def test_nothing_but_the_program_and_what_it_needs_is_left_in_it(image: Stage):
    assert sorted(each.name for each in image.root.iterdir() if not each.name.startswith(".")) == ["data", "python"]
    probe = "import importlib.util as u; print([u.find_spec(each) for each in ('pytest', 'hatchling', 'playwright')])"
    assert image.run(f'python3 -c "{probe}"').stdout == "[None, None, None]\n"


def test_the_base_is_small_and_of_the_version_that_the_tests_run_with(image: Stage):
    wanted = (ROOT / "pyproject.toml").read_text("utf-8").partition('requires-python = ">=')[2].partition('"')[0]
    assert image.base.startswith(f"python:{wanted}-slim")
