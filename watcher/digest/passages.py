"""What a replaced paper says now and what it said before, in its own words.

The passages were found when the paper came (documents.difference); each is a verbatim part of the kept texts.
Does not compare papers. May import: domain, digest.sentences.
"""

from collections.abc import Iterator, Mapping, Sequence

from watcher.digest.sentences import text_fact
from watcher.digest.words import counted, listed
from watcher.domain.changes import Change, ChangeKind, Facts

MOST_PASSAGES = 3
"""A digest shows the most telling ones; the paper itself is linked."""


def passage_lines(change: Change) -> tuple[str, ...]:
    """Sentences such as `Page 2: was “...”; now “...”.` Nothing where the two versions could not both be read."""
    if change.kind is not ChangeKind.DOCUMENT_REPLACED:
        return ()
    after = change.after or {}
    passages = [each for each in _things(after, "passages") if isinstance(each, Mapping)]
    lines = [_passage(each) for each in passages[:MOST_PASSAGES]]
    if len(passages) > MOST_PASSAGES:
        lines.append(f"And {counted(len(passages) - MOST_PASSAGES, 'other passage')}.")
    return (*lines, *_pages(after))


def _passage(passage: Facts) -> str:
    page = passage.get("page")
    where = f"Page {page}: " if isinstance(page, int) else ""
    old, new = text_fact(passage, "old"), text_fact(passage, "new")
    if old and new:
        return f"{where}was “{old}”; now {_ended(new)}"
    return f"{where}new: {_ended(new)}" if new else f"{where}gone: {_ended(old)}"


def _ended(words: str) -> str:
    """Quoted, with one full stop at the end and not two."""
    return f"“{words}”" if words.endswith((".", "!", "?")) else f"“{words}”."


def _pages(after: Facts) -> Iterator[str]:
    for name, words in (("pages_added", "added"), ("pages_removed", "removed")):
        pages = [str(each) for each in _things(after, name)]
        if pages:
            yield f"{'Page' if len(pages) == 1 else 'Pages'} {listed(pages)} {words}."


def _things(facts: Facts, name: str) -> Sequence[object]:
    found = facts.get(name)
    return found if isinstance(found, Sequence) and not isinstance(found, str) else ()
