"""Mailers that keep people safe: one writes files instead of sending, one sends to listed addresses only.

Does not pretend: a fresh checkout without an SMTP address works with it, through all states.
May import: domain, errors.
"""

import contextlib
import os
import re
import tempfile
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import structlog

from watcher.deliver.verdicts import Alone, HandedOver, Mailer, Verdict
from watcher.domain.subscribers import Delivery, DeliveryState

log = structlog.get_logger()


def utc_now() -> datetime:
    """The current moment, aware."""
    return datetime.now(UTC)


class LogMailer(Alone):
    """Writes each message to `<folder>/<date>/<message-id>.eml` and a line to the log. Sends nothing."""

    def __init__(self, folder: Path, *, clock: Callable[[], datetime] = utc_now) -> None:
        super().__init__()
        self._folder, self._clock = folder, clock

    @property
    def relay(self) -> str:
        """The folder."""
        return str(self._folder)

    def another(self) -> "LogMailer":
        """Another one that writes to the same folder."""
        return LogMailer(self._folder, clock=self._clock)

    def send(self, delivery: Delivery, on_handover: Callable[[], None]) -> Verdict:
        """See Mailer; there is nothing to keep for the next one."""
        try:
            return super().send(delivery, on_handover)
        finally:
            self.close()

    async def attempt(self, delivery: Delivery, on_handover: HandedOver) -> Verdict:
        """Write the message. A disk that refuses is the sender's fault, not the recipient's."""
        if delivery.message is None:
            return Verdict(state=DeliveryState.FAILED, words="the message was deleted before it was sent")
        await on_handover()
        path = self._folder / self._clock().date().isoformat() / f"{_file_name(delivery.message_id)}.eml"
        try:
            _write(path, delivery.message)
        except OSError as error:
            words = f"{path} cannot be written: {error.strerror}"
            return Verdict(state=DeliveryState.DEFERRED, words=words, is_sender_fault=True)
        log.info("written instead of sent", subject=delivery.subject, path=str(path), message_id=delivery.message_id)
        return Verdict(state=DeliveryState.SENT, words=f"written to {path}: no SMTP address is configured")


class AllowListMailer(Alone):
    """Sends to listed addresses through `inner`, everything else through `fallback` (a LogMailer)."""

    def __init__(self, inner: Mailer, allowed: Collection[str], fallback: Mailer) -> None:
        super().__init__()
        self._inner, self._fallback = inner, fallback
        self._allowed = frozenset(address.lower() for address in allowed)

    @property
    def relay(self) -> str:
        """That of the mailer that sends."""
        return self._inner.relay

    def another(self) -> "AllowListMailer":
        """Another one with the same list."""
        return AllowListMailer(self._inner.another(), self._allowed, self._fallback.another())

    async def attempt(self, delivery: Delivery, on_handover: HandedOver) -> Verdict:
        """As the mailer that the address deserves."""
        chosen = self._inner if delivery.address.lower() in self._allowed else self._fallback
        return await chosen.attempt(delivery, on_handover)

    async def leave(self) -> None:
        """Let go of both."""
        await self._inner.leave()
        await self._fallback.leave()


def forget_files(folder: Path, message_ids: Iterable[str]) -> int:
    """Delete the files that a LogMailer wrote of these emails, on whatever day. Returns how many."""
    names = {f"{_file_name(each)}.eml" for each in message_ids}
    found = [path for path in folder.glob("*/*.eml") if path.name in names] if names else []
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def forget_files_before(folder: Path, day: date) -> int:
    """Delete the files that a LogMailer wrote before this day, and their folders. Returns how many."""
    count = 0
    for path in sorted(folder.glob("????-??-??")):
        if path.name >= day.isoformat():
            break
        for file in path.glob("*.eml"):
            file.unlink(missing_ok=True)
            count += 1
        with contextlib.suppress(OSError):  # somebody else's file is in there
            path.rmdir()
    return count


def _file_name(message_id: str) -> str:
    """The Message-ID without what a file name should not have."""
    return re.sub(r"[^A-Za-z0-9@._-]+", "-", message_id.strip("<>"))[:150].lstrip(".") or "message"


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=".unsent.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
