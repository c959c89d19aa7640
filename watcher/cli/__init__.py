"""The commands. The one place where errors become words and exit codes, and records become tables or JSON.

Exit codes: 0 all is well, 1 something failed and is named, 2 wrong use.
Does not decide, fetch or remember anything. May import: everything below.
"""

from watcher.cli import inspecting, keeping, looking, running, settings, trying  # noqa: F401 - each adds its commands to app
from watcher.cli.frame import app, guarded

__all__ = ["app", "main"]


def main() -> None:
    """Run the command that the process was started with, and end the process with its exit code."""
    raise SystemExit(guarded(app))
