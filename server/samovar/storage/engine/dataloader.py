"""Questions of one kind, asked of the database together.

When a thousand browsers come back at once, each asks the same about another person. While one answer is fetched, the
next questions gather; then they are one question. Somebody who asks alone waits for nobody.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from samovar.storage.engine.database import Database, Session
from samovar.storage.engine.writer import settle

MOST = 200
T = TypeVar("T")


class DataLoader(Generic[T]):
    """`query`: what is known of each of the keys, in their order."""

    def __init__(self, database: Database, query: Callable[[Session, Sequence[str]], Sequence[T]]) -> None:
        self._database = database
        self._query = query
        self._waiting: list[tuple[str, asyncio.Future[T]]] = []
        self._asking: asyncio.Task[None] | None = None

    async def ask(self, key: str) -> T:
        """What is known of one. Raises Unavailable."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((key, future))
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask())
        return await future

    async def _ask(self) -> None:
        while self._waiting:
            asked, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            try:
                answers: Sequence[T | Exception] = await self._database.read(self._query, [key for key, _ in asked])
            except Exception as error:
                answers = [error] * len(asked)
            for (_, future), answer in zip(asked, answers, strict=True):
                settle(future, answer)
        self._asking = None
