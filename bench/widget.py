"""Bytes that a page loads: the loader, and the panel of the language that weighs more."""

import json
import subprocess
import sys

from bench.processes import ROOT, Failed
from bench.report import Samples

DIST = ROOT / "server/samovar/static/dist"
PARTS = ("widget", "panel.ru")


def measure(samples: Samples) -> None:
    """Add minified, gzip and brotli bytes of both parts and their sum."""
    found = _sizes()
    for kind, values in zip(("min", "gzip", "brotli"), zip(*found, strict=True), strict=True):
        for part, value in zip(PARTS, values, strict=True):
            samples.add(f"{part}.{kind}_bytes", value)
        samples.add(f"whole.{kind}_bytes", sum(values))


def _sizes() -> list[list[int]]:
    files = [str(DIST / f"{part}.js") for part in PARTS]
    command = [sys.executable, "hatch_build.py", "node", "bench/sizes.mjs", *files]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30)
    if done.returncode != 0:
        raise Failed(f"the widget's size is not known; is it built (make run)? {done.stderr.strip()}")
    found: list[list[int]] = json.loads(done.stdout)
    return found
