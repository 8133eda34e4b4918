"""One event of a conversation on 500 consoles: how often it is encoded, how soon all show it."""

from bench.load.dialects import watched
from bench.processes import python, server
from bench.run import Run

CONSOLES, RATE, SECONDS = 500, 1, 10.0
UNTIL = 850.0


async def measure(run: Run, rounds: int) -> None:
    """A visitor in the line writes once a second, slower than rows calm down. Encodings are counted in a server of its
    own, which says at the end how many it made and how many of them were different."""
    for _ in run.rounds(rounds, UNTIL):
        run.probe()
        command = python("bench.house", str(run.copy(run.office)), "counting")
        async with server(command) as serving, run.load(serving, watched(run.office, CONSOLES)) as load:
            await load.ask(f"enter {CONSOLES + 1}", 120)
            await load.ask("calm 1.2")
            before = await serving.child.ask("encodings")
            found = await load.ask(f"open {RATE} {SECONDS}", 120)
            after = await serving.child.ask("encodings")
        made, different = (after[name] - before[name] for name in ("made", "different"))
        run.samples.add("consoles.encodings_each", made / different)
        run.samples.add("consoles.encodings_an_event", made / (RATE * SECONDS))
        run.samples.add("consoles.p50_ms", found["p50_ms"])
        run.samples.add("consoles.p99_ms", found["p99_ms"])
