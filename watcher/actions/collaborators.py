"""What the actions work with, handed to them by app and by the tests.

Does not build anything. May import: config, domain and the modules of the trades, for their types.
"""

import random
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from watcher.actions.library import Library
from watcher.cadence import Habits
from watcher.config import Settings
from watcher.deliver import Mailer, Signer, Unsigned
from watcher.fetch import Fetcher
from watcher.store import Store
from watcher.systems import SYSTEMS, System
from watcher.tag import Tagger


@dataclass(frozen=True, slots=True, kw_only=True)
class Collaborators:
    """One process's tools. `clock` gives the current moment, aware; `chance` gives numbers from 0 to 1 (jitter).

    `random_bytes` gives as many bytes that nobody can guess as it is asked for (the secrets of links).
    `habits` are those of councils by their keys, with when they were learned: a memory of this process.
    """

    settings: Settings
    store: Store
    fetcher: Fetcher
    tagger: Tagger
    mailer: Mailer
    library: Library
    clock: Callable[[], datetime]
    signer: Signer = field(default_factory=Unsigned)
    chance: Callable[[], float] = field(default=random.random)
    random_bytes: Callable[[int], bytes] = field(default=secrets.token_bytes)
    habits: dict[str, tuple[datetime, Habits]] = field(default_factory=dict)
    systems: Mapping[str, System] = field(default_factory=lambda: SYSTEMS)
