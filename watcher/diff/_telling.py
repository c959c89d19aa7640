"""Where the news of one meeting is collected while it is compared.

Knows the limit for what flaps and the order of changes. Does not compare. May import: domain, _words.
"""

from collections.abc import Mapping

from watcher.diff._words import natural
from watcher.domain.changes import LAST_TOLD, Change, ChangeKind, Facet, Facts

FLAP_LIMIT = 3
"""How often one facet of one thing is announced in the life of a meeting.

Some pages never come to rest: a venue that alternates between two spellings of a building, a report that a site makes
anew every night with the time of printing in it. The third announcement may still be news, the thirtieth is a reason to
unsubscribe. What is known follows the page all the same, and the last announcement says that it is the last: what a
reader was told last need not be what is true.
"""

_SAYS_SO = frozenset((Facet.TIME, Facet.STATUS, Facet.VENUE, Facet.TITLE, Facet.CONTENT))
"""Facets whose facts may carry a remark: those that are compared by one fact of theirs, not as a whole."""

_KIND_ORDER = {kind: position for position, kind in enumerate(ChangeKind)}


class Telling:
    """Collects changes, flags and the count of announcements for one meeting, or one decision of a register.

    Muted, it collects flags alone.
    """

    def __init__(
        self,
        source_key: str,
        meeting_id: str | None,
        announced: Mapping[str, int] | None = None,
        *,
        is_muted: bool = False,
        decision_id: str | None = None,
    ) -> None:
        self.changes: list[Change] = []
        self.flags: list[str] = []
        self.announced = dict(announced or {})
        self._source_key = source_key
        self._meeting_id = meeting_id
        self._decision_id = decision_id
        self._is_muted = is_muted

    def tell(
        self,
        kind: ChangeKind,
        *,
        item_id: str | None = None,
        document_id: str | None = None,
        before: Facts | None = None,
        after: Facts | None = None,
    ) -> None:
        """Add a piece of news, unless this facet of this thing was announced FLAP_LIMIT times."""
        if self._is_muted:
            return
        key = f"{kind.facet}:{_thing(item_id, document_id)}"
        if self.announced.get(key, 0) >= FLAP_LIMIT:
            self.flag(f"{key} was announced {FLAP_LIMIT} times (FLAP_LIMIT): {kind} is not announced")
            return
        self.announced[key] = self.announced.get(key, 0) + 1
        if self.announced[key] == FLAP_LIMIT and after is not None and kind.facet in _SAYS_SO:
            after = {**after, LAST_TOLD: True}
        self.changes.append(
            Change(
                kind=kind,
                source_key=self._source_key,
                meeting_id=self._meeting_id,
                decision_id=self._decision_id,
                item_id=item_id,
                document_id=document_id,
                before=before,
                after=after,
            )
        )

    def flag(self, words: str) -> None:
        """Note something odd or held back, for the operator."""
        of = f"meeting {self._meeting_id}" if self._decision_id is None else f"decision {self._decision_id}"
        self.flags.append(f"{of}: {words}")

    def in_order(self) -> list[Change]:
        """The changes by kind, then by item and document, with 9 before 10."""
        return sorted(
            self.changes,
            key=lambda change: (_KIND_ORDER[change.kind], natural(change.item_id), natural(change.document_id)),
        )


def _thing(item_id: str | None, document_id: str | None) -> str:
    # A document is the same thing wherever on the page it stands.
    if document_id is not None:
        return f"document:{document_id}"
    return f"item:{item_id}" if item_id is not None else "meeting"
