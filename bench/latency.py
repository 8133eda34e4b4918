"""From send to the other side's frame at fixed rates, on a disk whose fsync takes 4 ms more, in units of that fsync."""

from bench.load.dialects import Dialect
from bench.processes import Server
from bench.run import Run
from bench.servers import SERVERS, Figures

RATES = (200, 2000)
SECONDS = 3.0
UNTIL = 620.0


async def measure(run: Run, rounds: int) -> None:
    """Both rates on one server a round."""
    [subject] = (each for each in SERVERS if each.name == "slow_stored")
    for _ in run.rounds(rounds, UNTIL):
        run.probe()
        unit = await run.shimmed_fsync()
        run.samples.add("slow_fsync.p50_ms", unit)
        found = await subject.run(run, True, _at_rates)
        for rate in RATES:
            for part in ("p50", "p99"):
                run.samples.add(f"latency_{rate}.{part}_ms", found[f"{rate}.{part}_ms"])
                run.samples.add(f"latency_{rate}.{part}_of_fsync", found[f"{rate}.{part}_ms"] / unit)


async def _at_rates(run: Run, serving: Server, dialect: Dialect) -> Figures:
    found: Figures = {}
    async with run.load(serving, dialect) as load:
        await load.ask(f"enter {dialect.lines}")
        await load.ask("calm 1.2")
        for rate in RATES:
            answer = await load.ask(f"open {rate} {SECONDS}")
            found |= {f"{rate}.{name}": value for name, value in answer.items()} | {"messages": answer["messages"]}
    return found
