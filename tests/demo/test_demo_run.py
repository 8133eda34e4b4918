"""`samovar demo` as a person runs it: one command, two servers, stopped and started again."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def start(folder: Path, port: int, shop: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "samovar", "demo", "--port", str(port), "--shop-port", str(shop)],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "SAMOVAR_DATA": str(folder / "real"), "SAMOVAR_LANG": "en"},
    )  # fmt: skip


def said_until(process: subprocess.Popen[str], words: str) -> str:
    said = ""
    assert process.stdout
    for line in process.stdout:
        said += line
        if words in line:
            return said
    pytest.fail(f"ended without saying {words!r}:\n{said}")


def read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        text: str = answer.read().decode()
        return text


def stop(process: subprocess.Popen[str]) -> str:
    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=20)
    # uvicorn raises the signal again after an orderly stop.
    assert process.returncode in (0, -signal.SIGTERM)
    return rest


def test_one_command_serves_both_and_keeps_its_data(tmp_path: Path):
    port, shop = free_ports(2)
    for fresh in (True, False):
        process = start(tmp_path, port, shop)
        try:
            said = said_until(process, "Ctrl+C")
            assert ("Preparing the shop" in said) is fresh
            assert f'href="http://127.0.0.1:{shop}' in read(f"http://127.0.0.1:{port}/")
            key = re.search(r'widget\.js" data-key="([\w-]+)"', read(f"http://127.0.0.1:{shop}/"))
            assert key
        finally:
            stop(process)
    assert (tmp_path / "samovar-demo" / "demo").exists()
    assert not (tmp_path / "real").exists(), "a real house must not be touched"


def test_a_taken_port_is_said_plainly(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        [shop] = free_ports(1)
        process = start(tmp_path, port, shop)
        said, _ = process.communicate(timeout=30)
    assert process.returncode == 2
    assert f"Port {port} or {shop} is taken" in said
    assert "Traceback" not in said
