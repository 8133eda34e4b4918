"""Messages a second at 200 pairs: each comparison is of two servers within one round."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.load.dialects import Dialect
from bench.processes import Failed, Missing, Server
from bench.report import Samples
from bench.run import Run
from bench.servers import SERVERS, Figures, ServerKind

CALM, WARM, SECONDS = 1.2, 0.7, 2.0
SPARE = 3
"""Rounds for what was dropped."""
UNTIL = 520.0
"""Second of the run after which no round begins."""
UNLIKE = 1.5
"""A pair of which one ran on a machine so many times slower than the other says nothing."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`name`: of the part, and of its figure; the subject's messages a second over the other's."""

    name: str
    subject: str
    beside: str

    @property
    def figure(self) -> str:
        """Its name in results.json."""
        return f"{self.subject}_of_{self.beside}"


COMPARISONS = (
    Comparison("socketio", "stored", "socketio"),
    Comparison("group", "stored", "group"),
    Comparison("storing", "stored", "unstored"),
    Comparison("relay", "unstored", "bare"),
    Comparison("postgres", "postgres", "ejabberd"),
    Comparison("slow", "slow_stored", "slow_socketio"),
)


async def measure(run: Run, comparisons: Sequence[Comparison], rounds: int) -> None:
    """Rounds of all servers that are compared, forwards and backwards. Where the machine spoilt some pairs, a few
    rounds more with those alone."""
    for number in run.rounds(rounds, UNTIL):
        await _round(run, comparisons, number, f"{number + 1} of {rounds}")
    for number in range(SPARE):
        short = [each for each in comparisons if run.samples.count(each.figure) < rounds]
        if not short or run.samples.seconds > UNTIL:
            break
        await _round(run, short, number, f"{number + 1} more")
    for each in comparisons:
        _say_if_spoilt(run.samples, each)


def _say_if_spoilt(samples: Samples, comparison: Comparison) -> None:
    dropped = samples.count(f"{comparison.figure}.dropped")
    if dropped and not samples.count(comparison.figure):
        samples.fail(
            f"{comparison.figure}: not measured. In all {dropped} pairs one server ran on a machine "
            f"{UNLIKE} times as slow as the other's: end what else runs here, and start again"
        )


async def _round(run: Run, comparisons: Sequence[Comparison], number: int, words: str) -> None:
    wanted = {name for each in comparisons for name in (each.subject, each.beside)}
    subjects = [each for each in SERVERS if each.name in wanted]
    runs = [await _one(run, each) for each in subjects[:: -1 if number % 2 else 1]]
    found = {figures["name"]: figures for figures in runs if figures}
    for each in comparisons:
        if each.subject in found and each.beside in found:
            _compare(run, each, found)
    rates = ", ".join(f"{name} {figures['per_second']:,.0f}" for name, figures in sorted(found.items()))
    print(f"round {words}, {run.samples.seconds:.0f} s, messages/s: {rates}", flush=True)


async def _one(run: Run, subject: ServerKind) -> Figures:
    """Its figures; none where it could not run."""
    spin = run.probe()
    try:
        found = await subject.run(run, subject.slow, saturate)
    except Missing as missing:
        run.samples.note(f"{subject.name}: not measured, {missing}")
        return {}
    except Failed as failure:
        run.samples.fail(f"{subject.name}: {failure}")
        return {}
    for figure in ("per_second", "cpu_us", "load_busy"):
        run.samples.add(f"{subject.name}.{figure}", found[figure])
    return found | {"spin": spin, "name": subject.name}


async def saturate(run: Run, serving: Server, dialect: Dialect) -> Figures:
    """As many messages as go: one under way in each pair."""
    async with run.load(serving, dialect) as load:
        await load.ask(f"enter {dialect.lines}")
        await load.ask(f"calm {CALM}")
        return await load.ask(f"closed {WARM} {SECONDS} {serving.child.pid}")


def _compare(run: Run, comparison: Comparison, found: dict[str, Figures]) -> None:
    one, other = found[comparison.subject], found[comparison.beside]
    if max(one["spin"], other["spin"]) > UNLIKE * min(one["spin"], other["spin"]):
        run.samples.add(f"{comparison.figure}.dropped", 1)
        return
    run.samples.add(comparison.figure, one["per_second"] / other["per_second"])
