"""What is remembered of the sources that are about to be polled, read for many of them at once.

Three statements for fifty sources instead of three for each: with this and the other bulk statements of that change,
40 unchanged sources took 0.12 s of CPU time instead of 0.21 (one thread).
Does not write. May import: store, config, domain.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from threading import Lock

from watcher import store
from watcher.actions.collaborators import Collaborators
from watcher.actions.directory import has_open_names
from watcher.domain.polls import DecisionGlance, MeetingGlance, SourceState, StoredPage
from watcher.domain.publications import Meeting, Source

_AT_ONCE = 50
"""Sources per reading: enough to make statements few, few enough that memory does not grow with what is watched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """How a source stands, the outline of its meetings and decisions by id, and its pages by address."""

    state: SourceState
    glances: Mapping[str, MeetingGlance]
    decisions: Mapping[str, DecisionGlance]
    pages: Mapping[str, StoredPage]


class Recall:
    """Reads ahead, in the order in which the sources will be asked for. Threads may share one; each source once."""

    def __init__(self, tools: Collaborators, sources: Iterable[Source]) -> None:
        self._tools = tools
        self._waiting = deque(sources)
        self._ready: dict[str, Remembered] = {}
        self._lock = Lock()

    def of(self, source: Source) -> Remembered:
        """What is remembered of one of the sources. Raises StoreError; KeyError for one that was never listed."""
        with self._lock:
            while source.key not in self._ready and self._waiting:
                self._read_ahead()
            return self._ready.pop(source.key)

    def meeting(self, source: Source, meeting_id: str) -> Meeting | None:
        """A known meeting with all that is known of it."""
        with self._tools.store.read() as conn:
            return store.meetings.meeting(conn, source.key, meeting_id)

    def _read_ahead(self) -> None:
        sources = list(islice(self._waiting, _AT_ONCE))
        keys = [source.key for source in sources]
        with self._tools.store.read() as conn:
            states = store.sources.states_of(conn, keys)
            glances = store.meetings.glances_of(conn, keys)
            decisions = store.decisions.glances_of(conn, keys)
            pages = store.sources.pages_of(conn, keys)
            for source in sources:
                # An unchanged committee list cannot resolve a name that sources.yaml gained since: read it whole.
                is_open = source.is_directory and has_open_names(self._tools.settings, conn, source)
                self._ready[source.key] = Remembered(
                    state=states[source.key],
                    glances=glances.get(source.key, {}),
                    decisions=decisions.get(source.key, {}),
                    pages={} if is_open else pages.get(source.key, {}),
                )
        for _ in sources:
            self._waiting.popleft()
