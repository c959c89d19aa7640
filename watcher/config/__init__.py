"""sources.yaml and the environment, as Settings; every error names file, line and field.

    file -> _yaml (text and places) -> _forms (fields) + _checks (fields among themselves) -> _load (Settings)

Does not open sources, the network or the database. May import: domain, errors.
"""

from watcher.config._addresses import is_loopback
from watcher.config._load import load
from watcher.config._schema import json_schema
from watcher.config._topics import built_in_topics
from watcher.config.settings import (
    CouncilSettings,
    DigestSettings,
    DkimSettings,
    MailboxSettings,
    SendingSettings,
    Settings,
)

__all__ = [
    "CouncilSettings",
    "DigestSettings",
    "DkimSettings",
    "MailboxSettings",
    "SendingSettings",
    "Settings",
    "built_in_topics",
    "is_loopback",
    "json_schema",
    "load",
]
