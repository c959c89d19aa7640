"""A change in one line, for `watcher changes` and the demo.

Does not know the digest's sentences (digest does). May import: domain.
"""

from collections.abc import Mapping

from watcher.domain.changes import Change, ChangeKind

_FROM_TO = {
    ChangeKind.MEETING_RESCHEDULED: "starts_at",
    ChangeKind.VENUE_CHANGED: "venue",
    ChangeKind.ITEM_RETITLED: "title",
}


def change_words(change: Change) -> str:
    """Which thing, and for what moved or was renamed: from what to what."""
    before, after = change.before or {}, change.after or {}
    field = _FROM_TO.get(change.kind)
    if field is not None:
        return f"{_thing(change, after)}{before.get(field)} -> {after.get(field)}"
    title = after.get("title") or before.get("title") or after.get("name")
    if title:
        return f"{_thing(change, after)}{title}"
    items = after.get("items")
    if isinstance(items, list):
        titles = [str(item.get("title", "")) for item in items if isinstance(item, Mapping)]
        return f"{_thing(change, after)}{len(titles)} items: {'; '.join(titles)}"
    return f"{_thing(change, after)}{after.get('starts_at') or ''}"


def _thing(change: Change, after: Mapping[str, object]) -> str:
    del after
    return f"meeting {change.meeting_id}: " if change.meeting_id else ""
