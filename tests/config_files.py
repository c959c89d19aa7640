"""Small sources.yaml files for the tests of config. Not a test itself."""

import textwrap
from pathlib import Path

FEED = "feeds: [{name: F, url: https://x.org/f}]\n"
"""Something to watch, for tests of the rest of the file."""

COUNCIL = "councils:\n  - name: A\n    url: https://a.gov.uk\n    committees: [1]\n"
"""One council on four lines; a further field of it is line 5, column 5."""


def write(text: str, name: str = "sources.yaml") -> Path:
    """Writes a file into the working folder."""
    Path(name).write_text(textwrap.dedent(text), encoding="utf-8")
    return Path(name)
