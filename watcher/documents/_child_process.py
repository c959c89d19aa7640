"""A child process that is fed bytes and heard out, and is gone when this returns, whatever it did.

Does not know what is said. May import: the standard library.
"""

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO

_CHUNK = 1 << 16

_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""What an interpreter may need to start; no password and no key is among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How the child ended. `peak_bytes` is the most memory it had."""

    exit_code: int
    signal: str | None
    was_too_slow: bool
    peak_bytes: int


def run(command: Sequence[str], body: bytes, take: Callable[[bytes], bool], *, wall_s: float) -> Ending:
    """Run the command with `body` on its stdin and give what it says to `take`, until that is False or time is up."""
    environ = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    child = subprocess.Popen(  # noqa: S603 - our own program, by its path
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environ,
        cwd="/",
        start_new_session=True,
        bufsize=0,
    )
    is_late = False
    try:
        is_late = not _converse(child, body, take, time.monotonic() + wall_s)
    finally:
        ending = _end(child, is_late=is_late)
    return ending


def _converse(child: subprocess.Popen[bytes], body: bytes, take: Callable[[bytes], bool], until: float) -> bool:
    """Feed and hear the child. False if it was not done in time."""
    assert child.stdin is not None
    assert child.stdout is not None
    left = memoryview(body)
    os.set_blocking(child.stdin.fileno(), False)
    with selectors.DefaultSelector() as ready:
        ready.register(child.stdout, selectors.EVENT_READ)
        ready.register(child.stdin, selectors.EVENT_WRITE)
        while (time_left := until - time.monotonic()) > 0:
            for key, _ in ready.select(time_left):
                if key.fileobj is child.stdout:
                    chunk = os.read(child.stdout.fileno(), _CHUNK)
                    if not chunk or not take(chunk):
                        return True
                elif not (left := _feed(child.stdin, left)):
                    ready.unregister(child.stdin)
                    child.stdin.close()
    return False


def _feed(stdin: IO[bytes], left: memoryview) -> memoryview:
    """Write what the pipe takes; what is left, nothing if the child reads no more."""
    try:
        return left[os.write(stdin.fileno(), left[:_CHUNK]) :]
    except BlockingIOError:
        return left
    except BrokenPipeError:
        return left[:0]


def _end(child: subprocess.Popen[bytes], *, is_late: bool) -> Ending:
    """End the child and whatever it started, and hear how it ended: no process stays behind, not even a dead one."""
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    with contextlib.suppress(ProcessLookupError, PermissionError):  # one that is dying keeps its own cause of death
        os.killpg(child.pid, signal.SIGKILL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = code = os.waitstatus_to_exitcode(status)
    name = signal.Signals(-code).name if code < 0 else None
    return Ending(
        exit_code=code,
        signal=None if is_late else name,
        was_too_slow=is_late or name == "SIGXCPU",
        peak_bytes=used.ru_maxrss * (1 if os.uname().sysname == "Darwin" else 1024),
    )
