"""One event of a conversation on 500 consoles: how often it is encoded, how soon all show it."""

from bench.course import Course
from bench.load.dialects import watched
from bench.processes import python, server

CONSOLES, RATE, SECONDS = 500, 1, 10.0
UNTIL = 850.0


async def measure(course: Course, rounds: int) -> None:
    """A visitor in the line writes once a second, slower than rows calm down. Encodings are counted in a server of its
    own, which says at the end how many it made and how many of them were different."""
    for _ in course.rounds(rounds, UNTIL):
        course.probe()
        command = python("bench.house", str(course.copy(course.office)), "counting")
        async with server(command) as serving, course.load(serving, watched(course.office, CONSOLES)) as load:
            await load.ask(f"enter {CONSOLES + 1}", 120)
            await load.ask("calm 1.2")
            before = await serving.child.ask("encodings")
            found = await load.ask(f"open {RATE} {SECONDS}", 120)
            after = await serving.child.ask("encodings")
        made, different = (after[name] - before[name] for name in ("made", "different"))
        course.samples.add("consoles.encodings_each", made / different)
        course.samples.add("consoles.encodings_an_event", made / (RATE * SECONDS))
        course.samples.add("consoles.p50_ms", found["p50_ms"])
        course.samples.add("consoles.p99_ms", found["p99_ms"])
