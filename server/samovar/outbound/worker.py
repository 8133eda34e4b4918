"""Does what stands in the table of jobs, a few at once, each under a lease.

Whoever is killed leaves a lease behind, and another takes the job when it has run out. What the world may have got
without our knowing is counted before it is given away (`hand_over`): a job is handed over twice at most, so that
nobody gets more than one repeat.
"""

import asyncio
import contextlib
import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from samovar.domain.periodic import tick
from samovar.storage.engine.database import Database, Session, Unavailable
from samovar.storage.engine.writer import Writer
from samovar.storage.queries import jobs
from samovar.storage.queries.jobs import Taken

EVERY = 1.0
AT_ONCE = 4
LEASE = timedelta(minutes=5)
LONGEST = 240.0
"""Seconds for one attempt: well within its lease."""
LAST_SECONDS = 4.0
"""How long a stop waits for what is under way."""
PAUSES = tuple(timedelta(seconds=each) for each in (30, 120, 600, 1800, 7200, 21_600, 43_200))
"""After the first attempt, the second …: in all a little less than a day; each up to a fifth longer or shorter, so that
what failed together does not come back together."""
JITTER = 0.2
TWICE = 2
log = logging.getLogger(__name__)

Saved = Callable[[Session], None]
HandOver = Callable[[], Awaitable[None]]


class TryAgain(Exception):
    """Not now. `reason`: key of the words; `words`: what the other side said; `answered`: it has nothing of it."""

    def __init__(self, reason: str, words: str = "", answered: bool = True) -> None:
        super().__init__(f"{reason} {words}".strip())
        self.reason, self.words, self.answered = reason, words, answered


class GiveUp(TryAgain):
    """Nor later."""


class NotOurs(Exception):
    """Another process has taken the job over."""


class Handler(Protocol):
    """Does the jobs of one kind."""

    def ready(self) -> bool:
        """Whether there is any sense in taking one now."""

    async def do(self, job: Taken, hand_over: HandOver) -> Saved:
        """Do it; what is returned is saved with the job's end. Raises TryAgain, GiveUp, and CancelledError at the end
        of the process. `hand_over`: awaited right before the world may have it without our knowing."""

    def failed(self, session: Session, job: Taken, error: TryAgain, again: datetime | None) -> None:
        """Write down why not, where people look. `again`: when it is tried next, if it is."""


class Worker:
    """One task that looks every second. `handlers`: by kind of job."""

    def __init__(
        self, database: Database, writer: Writer, clock: Callable[[], datetime], handlers: Mapping[str, Handler],
        every: float = EVERY,
    ) -> None:  # fmt: skip
        self._database = database
        self._writer = writer
        self._clock = clock
        self._handlers = handlers
        self._every = every
        self._running: set[asyncio.Task[None]] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; then what is under way has a few seconds."""
        await tick("worker", self._every, self.tick, stop)
        if self._running:
            await asyncio.wait(self._running, timeout=LAST_SECONDS)
        for each in self._running:
            each.cancel()

    async def tick(self, ticks: int) -> None:
        """Begin what is due, as far as there are hands."""
        kinds, hands = [kind for kind, each in self._handlers.items() if each.ready()], AT_ONCE - len(self._running)
        if not kinds or not hands or not await self._database.read(jobs.any_due, kinds, self._clock()):
            return
        for job in await self._writer.run(partial(jobs.take, kinds=kinds, now=self._clock(), lease=LEASE, most=hands)):
            task = asyncio.create_task(self._carry_out(job), name=f"job {job.kind}")
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def _carry_out(self, job: Taken) -> None:
        """Whatever happens, the row says it; where it cannot be written, the lease runs out."""
        handler = self._handlers[job.kind]
        try:
            saved = await self._done(job, handler)
            await self._writer.run(partial(self._finish, job, saved))
        except NotOurs:
            log.warning("a job (%s) took longer than its lease: another has taken it over", job.kind)
        except TryAgain as error:
            with contextlib.suppress(Unavailable):
                await self._writer.run(partial(self._put_off, job, handler, error))
        except Unavailable as error:
            log.warning("a job (%s) is left under its lease, the database does not answer: %s", job.kind, error)

    async def _done(self, job: Taken, handler: Handler) -> Saved:
        """Raises TryAgain for whatever goes wrong."""
        if job.handed >= TWICE:
            raise GiveUp("doubtful", answered=False)
        try:
            async with asyncio.timeout(LONGEST):
                return await handler.do(job, partial(self._hand_over, job))
        except TimeoutError as error:
            raise TryAgain("silent", answered=False) from error
        except (TryAgain, NotOurs, Unavailable):
            raise
        except Exception as error:
            log.exception("a job (%s) failed", job.kind)
            raise TryAgain("ours", type(error).__name__, answered=False) from error

    async def _hand_over(self, job: Taken) -> None:
        if not await self._writer.run(partial(jobs.hand_over, job=job)):
            raise NotOurs

    def _finish(self, job: Taken, saved: Saved, session: Session) -> None:
        if jobs.settle(session, job, "done", self._clock()):
            saved(session)

    def _put_off(self, job: Taken, handler: Handler, error: TryAgain, session: Session) -> None:
        again = None if isinstance(error, GiveUp) else next_attempt(job.attempts, self._clock())
        state, due = ("waiting", again) if again else ("failed", self._clock())
        if jobs.settle(session, job, state, due, str(error), error.answered):
            handler.failed(session, job, error, again)
            # Not the other side's words: they may name a visitor's address. The Mail page has them.
            log.warning("a job (%s) failed, attempt %d, %s: %s", job.kind, job.attempts, _next(again), error.reason)


def next_attempt(attempts: int, now: datetime) -> datetime | None:
    """When to try again after so many; nothing after the last."""
    if attempts > len(PAUSES):
        return None
    return now + PAUSES[attempts - 1] * random.uniform(1 - JITTER, 1 + JITTER)


def _next(again: datetime | None) -> str:
    return f"next at {again:%H:%M:%S} UTC" if again else "given up"
