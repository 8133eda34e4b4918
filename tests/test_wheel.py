"""The wheel as a stranger gets it: no development packages, no Node, no source tree."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import httpx2
import pytest

ROOT = Path(__file__).parent.parent
BUNDLES = (
    "widget.js",
    "panel.ru.js",
    "panel.en.js",
    "fallback.js",
    "more.ru.js",
    "more.en.js",
    "modal.js",
    "held.js",
    "notice.js",
    "back.js",
    "frame.js",
    "links.js",
    "console.ru.js",
    "console.en.js",
    "console.bell.ru.js",
    "console.bell.en.js",
    "console.css",
    "manifest.json",
)
UV = Path(sys.executable).with_name("uv")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, env={**os.environ, "SAMOVAR_SKIP_FRONTEND": "1"}, check=True)
    (wheel,) = folder.glob("samovar-*.whl")
    return wheel


@pytest.fixture(scope="module")
def bin_folder(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the programs are of an environment that holds the wheel and its locked dependencies alone."""
    folder = tmp_path_factory.mktemp("stranger") / "venv"
    install = [UV, "pip", "install", "-q", "--python", folder]
    subprocess.run([UV, "venv", "-q", "--python", sys.executable, folder], check=True)
    subprocess.run([*install, "--require-hashes", "-r", ROOT / "requirements.lock"], check=True)
    subprocess.run([*install, "--no-deps", wheel], check=True)
    return folder / "bin"


def test_the_wheel_holds_the_bundles_and_no_sources_of_them(wheel: Path):
    names = ZipFile(wheel).namelist()
    assert {f"samovar/static/dist/{name}" for name in BUNDLES} <= set(names)
    assert [name for name in names if name.endswith((".ts", ".tsx", ".map"))] == []
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"samovar"}


def test_the_environment_is_a_stranger_s(bin_folder: Path):
    probe = "import importlib.util as u, shutil; print(u.find_spec('pytest'), shutil.which('node'))"
    run = subprocess.run([bin_folder / "python", "-c", probe], env=bare(bin_folder), capture_output=True, text=True)
    assert run.stdout == "None None\n"


def test_the_installed_program_starts_from_nothing_and_serves(bin_folder: Path, tmp_path: Path):
    program, data = bin_folder / "samovar", tmp_path / "data"
    subprocess.run(
        [program, "init", "--data", data],
        cwd=tmp_path,
        env=bare(bin_folder),
        stdin=subprocess.DEVNULL,
        check=True,
    )
    port = free_port()
    serve = [program, "serve", "--data", data, "--host", "127.0.0.1", "--port", str(port)]
    with running(serve, cwd=tmp_path, env=bare(bin_folder)) as server:
        assert answer(server, f"http://127.0.0.1:{port}/health").status_code == 200
        script = answer(server, f"http://127.0.0.1:{port}/widget.js")
        assert script.status_code == 200
        assert "javascript" in script.headers["content-type"]
        assert script.text == (ROOT / "server/samovar/static/dist/widget.js").read_text()


def bare(bin_folder: Path) -> dict[str, str]:
    """An environment with no Node on the PATH and nothing of ours in it."""
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "TMPDIR") if name in os.environ}
    return {**kept, "PATH": str(bin_folder)}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(command: list[str | Path], cwd: Path, env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    server = subprocess.Popen(command, cwd=cwd, env=env, stdin=subprocess.DEVNULL)
    try:
        yield server
        server.terminate()
        server.wait(timeout=15)
    finally:
        server.kill()
        server.wait()


def answer(server: subprocess.Popen[bytes], address: str, patience: float = 30) -> httpx2.Response:
    """What the address answers, as soon as the server listens."""
    deadline = time.monotonic() + patience
    while True:
        assert server.poll() is None, f"the server ended with {server.returncode}"
        try:
            return httpx2.get(address, timeout=5, trust_env=False)
        except httpx2.ConnectError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
