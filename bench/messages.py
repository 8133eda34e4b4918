"""Messages a second at 200 pairs: each comparison is of two servers within one round."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.course import Course
from bench.load.dialects import Dialect
from bench.processes import Server
from bench.subjects import SUBJECTS, Figures, Subject

CALM, WARM, SECONDS = 1.2, 0.7, 2.0
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


async def measure(course: Course, comparisons: Sequence[Comparison], rounds: int) -> None:
    """Rounds of all servers that are compared, forwards and backwards."""
    wanted = {name for each in comparisons for name in (each.subject, each.beside)}
    subjects = [each for each in SUBJECTS if each.name in wanted]
    for number in range(rounds):
        found = {each.name: await _one(course, each) for each in subjects[:: -1 if number % 2 else 1]}
        for each in comparisons:
            _compare(course, each, found)
        rates = ", ".join(f"{name} {figures['per_second']:,.0f}" for name, figures in sorted(found.items()))
        print(f"round {number + 1} of {rounds}, messages/s: {rates}", flush=True)


async def _one(course: Course, subject: Subject) -> Figures:
    spin = course.probe()
    found = await subject.run(course, subject.slow, saturate)
    for figure in ("per_second", "cpu_us", "load_busy"):
        course.samples.add(f"{subject.name}.{figure}", found[figure])
    return found | {"spin": spin}


async def saturate(course: Course, serving: Server, dialect: Dialect) -> Figures:
    """As many messages as go: one under way in each pair."""
    async with course.load(serving, dialect) as load:
        await load.ask(f"enter {dialect.lines}")
        await load.ask(f"calm {CALM}")
        return await load.ask(f"closed {WARM} {SECONDS} {serving.child.pid}")


def _compare(course: Course, comparison: Comparison, found: dict[str, Figures]) -> None:
    one, other = found[comparison.subject], found[comparison.beside]
    if max(one["spin"], other["spin"]) > UNLIKE * min(one["spin"], other["spin"]):
        course.samples.add(f"{comparison.figure}.dropped", 1)
        return
    course.samples.add(comparison.figure, one["per_second"] / other["per_second"])
