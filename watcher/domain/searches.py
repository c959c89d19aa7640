"""What a search finds: one place in what councils published, with the words that were looked for.

Does not search (store does). May import: errors, other domain modules.
"""

from dataclasses import dataclass
from datetime import date

from watcher.domain.topics import Place

MAX_SNIPPET = 240
"""Letters in a snippet: about two lines of an email."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One item, feed entry, decision, document's title or page of a document in which all the words stand.

    `snippet` is a verbatim part of the text at `place`, at most 240 characters, on word boundaries. `page` is a page of
    a document, starting at 1; None for everything else, a document's title too. `day` is the meeting's, the decision's,
    or the entry's on London's calendar; None when it is not known. `title` and `url` are the item's meeting's, the
    document's, the decision's or the entry's. `is_by_ocr`: a program guessed the words from a scan.
    """

    source_key: str
    meeting_id: str | None = None
    item_id: str | None = None
    document_id: str | None = None
    entry_id: str | None = None
    decision_id: str | None = None
    place: Place
    page: int | None = None
    title: str
    url: str
    day: date | None = None
    snippet: str
    is_by_ocr: bool = False
