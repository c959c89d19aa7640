"""Writes down what several threads have to say, as many as are waiting in one durable commit.

SQLite has one writer, and each commit waits for the disk: eight threads that commit one after the other are slower than
one thread. Whoever comes first writes for all who came meanwhile; the others find it done.

Does not know what is written. May import: store.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection

from watcher.store import Store

_Value = TypeVar("_Value")


@dataclass(slots=True)
class _Job:
    action: Callable[[Connection], Any]
    is_done: bool = False
    value: Any = None
    error: Exception | None = None


class Scribe:
    """Shared by all threads of one round of sending."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: list[_Job] = []
        self._gate = threading.Lock()
        self._turn = threading.Lock()

    def write(self, action: Callable[[Connection], _Value]) -> _Value:
        """Run the action in a transaction, perhaps with others', and return when it is on the disk.

        Raises what the action or the commit raised. The action may be run twice, the first time undone.
        """
        job = _Job(action)
        with self._gate:
            self._waiting.append(job)
        with self._turn:
            if not job.is_done:
                self._write_all()
        if job.error is not None:
            raise job.error
        value: _Value = job.value
        return value

    def _write_all(self) -> None:
        with self._gate:
            jobs, self._waiting = self._waiting, []
        try:
            self._commit(jobs)
        except Exception as error:  # noqa: BLE001 - raised again in the thread whose it is
            if len(jobs) == 1:
                jobs[0].error, jobs[0].is_done = error, True
                return
            for job in jobs:  # one's failure is not the others'
                try:
                    self._commit([job])
                except Exception as own:  # noqa: BLE001 - as above
                    job.error, job.is_done = own, True

    def _commit(self, jobs: list[_Job]) -> None:
        with self._store.write(durable=True) as conn:
            values = [job.action(conn) for job in jobs]
        for job, value in zip(jobs, values, strict=True):
            job.value, job.is_done = value, True
