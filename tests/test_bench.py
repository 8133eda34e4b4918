"""The benchmark says what it could not measure, and why."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from bench import messages
from bench.report import Samples


@dataclass
class Busy:
    """A machine on which the second of two always finds half the speed."""

    samples: Samples

    def rounds(self, count: int, until: float) -> range:
        return range(count)


def test_a_machine_too_busy_for_any_pair_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    spins = iter(range(1, 100))

    async def one(run: Any, subject: Any) -> dict[str, Any]:
        return {"name": subject.name, "per_second": 1000.0, "spin": 2.0 ** next(spins)}

    monkeypatch.setattr(messages, "_one", one)
    samples = Samples()
    compared = messages.COMPARISONS[:1]
    asyncio.run(messages.measure(Busy(samples), compared, 3))  # type: ignore[arg-type]
    assert samples.failed and "not measured" in samples.table() and "machine" in samples.table()
    samples.write(tmp_path / "results.json")
    assert compared[0].figure not in samples.flat()
