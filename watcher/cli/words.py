"""A change, or a state of things, in one line: for `watcher changes`, `watcher status` and the demo.

Does not know the digest's sentences (digest does). May import: domain.
"""

from collections.abc import Mapping

from watcher.domain.changes import Change, ChangeKind
from watcher.domain.publications import Meeting, MeetingTime

_FROM_TO = {
    ChangeKind.MEETING_RESCHEDULED: "starts_at",
    ChangeKind.VENUE_CHANGED: "venue",
    ChangeKind.ITEM_RETITLED: "title",
    ChangeKind.KEY_DECISION_REDATED: "due",
}
_MOST_TITLES = 3
"""Of an agenda in one line; `--json` has them all."""


def unindexed_words(count: int) -> str:
    """One line for whoever searches, or looks how things stand, after an upgrade."""
    what = "1 meeting or feed" if count == 1 else f"{count} meetings or feeds"
    return (
        f"{what} cannot be found by `watcher search` yet: polls index them, a part at a time; "
        "`watcher search --rebuild` does it at once."
    )


def change_words(change: Change, meeting: Meeting | None) -> str:
    """Which meeting and which thing; for what moved or was renamed, from what to what."""
    parts = [_meeting_words(change, meeting), _thing_words(change)]
    return ": ".join(part for part in parts if part)


def _meeting_words(change: Change, meeting: Meeting | None) -> str:
    if change.meeting_id is None:
        return ""
    if meeting is None:
        return f"meeting {change.meeting_id}"
    return f"meeting of {time_words(meeting.starts_at)}"


def time_words(starts_at: MeetingTime) -> str:
    """`22 Sep 2026 14:00`, or the council's own words where they could not be read."""
    if starts_at.day is None:
        return f'"{starts_at.raw}"'
    clock = f" {starts_at.clock:%H:%M}" if starts_at.clock else ""
    return f"{starts_at.day.day} {starts_at.day:%b %Y}{clock}"


def _thing_words(change: Change) -> str:
    before, after = change.before or {}, change.after or {}
    field = _FROM_TO.get(change.kind)
    if field == "starts_at":
        return " -> ".join(_moved(facts) for facts in (before, after))
    if field is not None:
        of = f"{after.get('title')}: " if change.decision_id is not None else ""
        return f"{of}{before.get(field)} -> {after.get(field)}"
    title = after.get("title") or before.get("title") or after.get("name")
    items = after.get("items")
    if title or not isinstance(items, list):
        return str(title or "")
    titles = [str(item.get("title", "")) for item in items if isinstance(item, Mapping)]
    more = f"; and {len(titles) - _MOST_TITLES} more" if len(titles) > _MOST_TITLES else ""
    return f"{len(titles)} {'item' if len(titles) == 1 else 'items'}: {'; '.join(titles[:_MOST_TITLES])}{more}"


def _moved(facts: Mapping[str, object]) -> str:
    iso = facts.get("starts_at")
    return time_words(MeetingTime.from_iso(iso)) if isinstance(iso, str) else str(facts.get("status", ""))
