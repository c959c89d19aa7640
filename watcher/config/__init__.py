"""sources.yaml and the environment, as Settings; every error names file, line and field.

    file -> _yaml (text and places) -> _forms (fields) + _checks (fields among themselves) -> _load (Settings)
    file -> _editing (a council more, the rest as it was) -> _rewriting (checked, then put in its place)

Does not open sources, the network or the database. May import: domain, errors.
"""

from watcher.config._addresses import is_loopback
from watcher.config._editing import line_of, with_committees, with_entry, with_field
from watcher.config._fields import slug_of
from watcher.config._forms import CALENDAR_SYSTEM, COUNCIL_SYSTEMS
from watcher.config._load import load
from watcher.config._rewriting import load_if_any, rewrite
from watcher.config._schema import json_schema
from watcher.config._topics import built_in_topics
from watcher.config._yaml import read_text
from watcher.config.settings import (
    CouncilSettings,
    DigestSettings,
    DkimSettings,
    MailboxSettings,
    SendingSettings,
    Settings,
)

__all__ = [
    "CALENDAR_SYSTEM",
    "COUNCIL_SYSTEMS",
    "CouncilSettings",
    "DigestSettings",
    "DkimSettings",
    "MailboxSettings",
    "SendingSettings",
    "Settings",
    "built_in_topics",
    "is_loopback",
    "json_schema",
    "line_of",
    "load",
    "load_if_any",
    "read_text",
    "rewrite",
    "slug_of",
    "with_committees",
    "with_entry",
    "with_field",
]
