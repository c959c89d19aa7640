"""What SpamAssassin's local rules say of many emails at once: its start takes longer than its reading.

Asks nothing of the network. Does not judge.
"""

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

MOST = {"": 0.1, "hard-licensing-agenda": 0.5}
"""What may count against a mail, by its name; the rest."""


def points_against(mails: Mapping[str, bytes], folder: Path) -> dict[str, dict[str, float]]:
    """By name, the rules that count against each mail and their points; `folder` is scratch."""
    files = []
    for name, message in mails.items():
        files.append(folder / f"{name}.eml")
        files[-1].write_bytes(message.replace(b"Message-ID: <", f"Message-ID: <{name}.".encode("ascii"), 1))
    command = ["spamassassin", "--local", "--test-mode", "--nocreate-prefs"]
    ran = subprocess.run(
        [*command, "--cf=add_header all Rules _TESTSSCORES(,)_", *map(str, files)],
        capture_output=True,
        check=True,
        timeout=120,
        env={**os.environ, "HOME": str(folder)},
    )
    said = ran.stdout.decode("utf-8", "replace")
    found = {}
    for name in mails:
        # Each mail comes back with its rules on top and its Message-ID, which has its name, further down.
        before = said[: said.index(f"Message-ID: <{name}.")]
        rules = re.sub(r"\n\s+", "", before[before.rindex("X-Spam-Rules: ") :]).split("\n")[0]
        scores = (each.split("=") for each in rules.removeprefix("X-Spam-Rules: ").split(",") if "=" in each)
        found[name] = {rule: float(points) for rule, points in scores if float(points) > 0}
    return found
