"""Writes down what several connections have to say, as many as are waiting in one durable commit.

SQLite has one writer, and each commit waits for the disk: eight that commit one after the other are slower than one.
Steps of emails are made together in one statement; whatever else is to be written, one after the other. A thread of its
own waits for the disk, so that the connections need not.

Does not know what a step means. May import: store, domain.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection

from watcher import store
from watcher.domain.subscribers import Delivery
from watcher.store import Store
from watcher.store.outbox import Move

_Value = TypeVar("_Value")


@dataclass(slots=True)
class _Job:
    answer: asyncio.Future[Any]
    action: Callable[[Connection], Any] | None = None
    moves: tuple[Move, ...] = ()
    value: Any = None
    error: Exception | None = None


class Scribe:
    """Shared by all connections of one round, which run in one loop. To be closed."""

    def __init__(self, database: Store) -> None:
        self._store = database
        self._waiting: list[_Job] = []
        self._writing: asyncio.Task[None] | None = None
        self._pen = ThreadPoolExecutor(max_workers=1, thread_name_prefix="scribe")

    async def write(self, action: Callable[[Connection], _Value]) -> _Value:
        """Run the action in a transaction, perhaps with others', and return when it is on the disk.

        Raises what the action or the commit raised. The action may be run twice, the first time undone.
        """
        value: _Value = await self._handed_in(action=action)
        return value

    async def move(self, *moves: Move) -> list[Delivery | None]:
        """Make the steps, as store.outbox.advance does each, and return when they are on the disk."""
        value: list[Delivery | None] = await self._handed_in(moves=moves)
        return value

    async def close(self) -> None:
        """Wait until all is written, and let go of the thread."""
        while self._writing is not None:
            await self._writing
        self._pen.shutdown()

    def _handed_in(
        self, *, action: Callable[[Connection], Any] | None = None, moves: tuple[Move, ...] = ()
    ) -> asyncio.Future[Any]:
        answer = asyncio.get_running_loop().create_future()
        self._waiting.append(_Job(answer=answer, action=action, moves=moves))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all())
        return answer

    async def _write_all(self) -> None:
        """As long as somebody waits: all who wait now, in one commit. Whoever comes meanwhile is in the next."""
        loop = asyncio.get_running_loop()
        while self._waiting:
            jobs, self._waiting = self._waiting, []
            await loop.run_in_executor(self._pen, self._commit_all, jobs)
            for job in jobs:
                if job.answer.cancelled():
                    continue
                if job.error is not None:
                    job.answer.set_exception(job.error)
                else:
                    job.answer.set_result(job.value)
        self._writing = None

    def _commit_all(self, jobs: list[_Job]) -> None:
        try:
            self._commit(jobs)
        except Exception as error:  # noqa: BLE001 - raised again where it is waited for
            self._commit_singly(jobs, error)

    def _commit(self, jobs: list[_Job]) -> None:
        with self._store.write(durable=True) as conn:
            moved = iter(store.outbox.advance_all(conn, [move for job in jobs for move in job.moves]))
            for job in jobs:
                job.value = job.action(conn) if job.action is not None else [next(moved) for _ in job.moves]

    def _commit_singly(self, jobs: list[_Job], error: Exception) -> None:
        """One's failure is not the others'; and of several steps it is found out which could not be made."""
        for job in jobs:
            try:
                if len(jobs) == 1 and not job.moves:
                    raise error
                with self._store.write(durable=True) as conn:
                    moved = [store.outbox.advance(conn, move) for move in job.moves]
                    job.value = moved if job.action is None else job.action(conn)
            except Exception as own:  # noqa: BLE001 - as above
                job.error = own
