"""How much memory this process has and had at most, in bytes.

Does not import anything large. May import: the standard library.
"""

import resource
import sys
from pathlib import Path

_STATUS = Path("/proc/self/status")


def now_and_peak() -> tuple[int, int]:
    """What is resident now, and the most that ever was. Where there is no /proc, the peak stands for both."""
    if _STATUS.exists():
        lines = dict(line.split(":", 1) for line in _STATUS.read_text().splitlines() if ":" in line)
        return int(lines["VmRSS"].split()[0]) * 1024, int(lines["VmHWM"].split()[0]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return peak, peak
