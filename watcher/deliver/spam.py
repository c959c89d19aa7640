"""What SpamAssassin says of an email by its local rules, where it is installed. Nothing is asked of the network.

Does not judge the score (actions do). May import: the standard library.
"""

import re
import shutil
import subprocess
from dataclasses import dataclass

TIMEOUT_S = 120.0

_SCORE = re.compile(r"\((-?\d+(?:\.\d+)?) points, (\d+(?:\.\d+)?) required\)")
_RULE = re.compile(r"^[ *]*(-?\d+\.\d+)\s+([A-Z][A-Z0-9_]{2,})\b", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpamScore:
    """The points of an email and of which it is spam; `positive` are the rules that count against it."""

    points: float
    required: float
    positive: tuple[tuple[str, float], ...]

    @property
    def against(self) -> float:
        """The sum of what counts against it."""
        return sum(points for _, points in self.positive)


def spam_score(message: bytes, *, path: str | None = None) -> SpamScore | None:
    """Ask `spamassassin --local`; None if it is not there or does not answer. `path` replaces PATH."""
    program = shutil.which("spamassassin", path=path)
    if program is None:
        return None
    command = [program, "--local", "--test-mode"]
    try:
        ran = subprocess.run(command, input=message, capture_output=True, timeout=TIMEOUT_S, check=False)  # noqa: S603 - no words of others
    except (OSError, subprocess.TimeoutExpired):
        return None
    said = ran.stdout.decode("utf-8", "replace")
    found = _SCORE.search(said)
    if found is None:
        return None
    rules = {name: float(points) for points, name in _RULE.findall(said[found.end() :])}
    positive = tuple((name, points) for name, points in rules.items() if points > 0)
    return SpamScore(points=float(found[1]), required=float(found[2]), positive=positive)
