"""What many changes come to."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.diff_material import KEY, STEADY, kinds
from watcher.diff import net
from watcher.domain.changes import Change, ChangeKind

K = ChangeKind


def change(kind: ChangeKind, before: Any, after: Any, number: int = 1, **ids: Any) -> Change:
    return Change(kind=kind, source_key=KEY, meeting_id="100", before=before, after=after, number=number, **ids)


def at(starts_at: str, status: str = "scheduled") -> dict[str, str]:
    return {"starts_at": starts_at, "status": status}


def status(value: str) -> dict[str, str]:
    return {"status": value}


STATUS_KINDS = {
    "scheduled": K.MEETING_REINSTATED,
    "cancelled": K.MEETING_CANCELLED,
    "postponed": K.MEETING_POSTPONED,
    "adjourned": K.MEETING_ADJOURNED,
}


def test_two_moves_are_one() -> None:
    """A meeting moved twice was moved from the first to the last time, under the last number."""
    (only,) = net(
        [change(K.MEETING_RESCHEDULED, at("b"), at("c"), 7), change(K.MEETING_RESCHEDULED, at("a"), at("b"), 3)]
    )
    assert (only.before, only.after, only.number) == (at("a"), at("c"), 7)


def test_there_and_back_is_nothing() -> None:
    """What is again as it was is no news: time, status, venue, title, content."""
    pairs = [
        change(K.MEETING_RESCHEDULED, at("a"), at("b"), 1),
        change(K.MEETING_CANCELLED, status("scheduled"), status("cancelled"), 2),
        change(K.VENUE_CHANGED, {"venue": "Town Hall"}, {"venue": "Online"}, 3),
        change(K.ITEM_RETITLED, {"title": "Budget"}, {"title": "Cuts"}, 4, item_id="1"),
        change(K.DOCUMENT_REPLACED, {"content_hash": "a"}, {"content_hash": "b"}, 5, document_id="9", item_id="1"),
        change(K.MEETING_RESCHEDULED, at("b"), at("a"), 6),
        change(K.MEETING_REINSTATED, status("cancelled"), status("scheduled"), 7),
        change(K.VENUE_CHANGED, {"venue": "Online"}, {"venue": "TOWN HALL."}, 8),
        change(K.ITEM_RETITLED, {"title": "Cuts"}, {"title": "Budget (to follow)"}, 9, item_id="1"),
        change(K.DOCUMENT_REPLACED, {"content_hash": "b"}, {"content_hash": "a"}, 10, document_id="9"),
    ]
    assert net(pairs) == ()


def test_added_and_withdrawn_is_nothing_and_so_is_the_reverse() -> None:
    """Presence cancels out, for items, papers and supplements, also when the title was the evidence."""
    marked = {"title": "WITHDRAWN - x", "is_withdrawn": True}
    assert net([change(K.ITEM_ADDED, None, {"title": "x"}), change(K.ITEM_WITHDRAWN, {"title": "x"}, marked, 2)]) == ()
    assert net([change(K.ITEM_WITHDRAWN, {"title": "x"}, None), change(K.ITEM_ADDED, None, {"title": "x"}, 2)]) == ()
    supplement = change(K.SUPPLEMENT_PUBLISHED, None, {"title": "s"}, 1, document_id="9")
    assert net([supplement, change(K.DOCUMENT_WITHDRAWN, {"title": "s"}, None, 2, document_id="9")]) == ()


def test_the_last_status_names_the_news() -> None:
    """Postponed and then cancelled is cancelled, from scheduled."""
    (only,) = net(
        [
            change(K.MEETING_POSTPONED, status("scheduled"), status("postponed"), 1),
            change(K.MEETING_CANCELLED, status("postponed"), status("cancelled"), 2),
        ]
    )
    assert only == change(K.MEETING_CANCELLED, status("scheduled"), status("cancelled"), 2)


def test_moved_without_a_new_time_stays() -> None:
    """MOVED is news before the council says when."""
    assert kinds(net([change(K.MEETING_RESCHEDULED, at("a"), at("a", "moved"))])) == ["meeting_rescheduled"]


def test_facets_and_things_are_kept_apart() -> None:
    """Changes of different facets, or of different things, stay, in the order of their numbers."""
    changes = (
        change(K.AGENDA_PUBLISHED, None, {"items": []}, 1),
        change(K.MEETING_CANCELLED, status("scheduled"), status("cancelled"), 2),
        change(K.ITEM_ADDED, None, {"title": "x"}, 3, item_id="1"),
        change(K.ITEM_ADDED, None, {"title": "y"}, 4, item_id="2"),
    )
    assert net(reversed(changes)) == changes


def test_amendments_join_by_item() -> None:
    """Minutes amended twice tell each item once, from its first text to its last; one that is as it was drops out."""
    first = amended({"1": ("a", "b"), "2": ("x", "y")}, 1)
    second = amended({"2": ("y", "x"), "3": ("m", "n")}, 2)
    third = amended({"1": ("b", "c")}, 3)
    assert net([first, second, third]) == (amended({"1": ("a", "c"), "3": ("m", "n")}, 3),)


def amended(texts: dict[str, tuple[str, str]], number: int) -> Change:
    before = {"items": [{"id": id_, "digest": old} for id_, (old, _) in texts.items()]}
    after = {"items": [{"id": id_, "before": old, "after": new, "digest": new} for id_, (old, new) in texts.items()]}
    return change(K.MINUTES_AMENDED, before, after, number)


@st.composite
def histories(draw: st.DrawFn) -> tuple[Change, ...]:
    """Numbered changes of a few things, each of which begins where the last of its facet ended."""
    now: dict[Any, Any] = {}
    changes: list[Change] = []
    for number in range(1, draw(st.integers(0, 14)) + 1):
        facet = draw(st.sampled_from(("time", "status", "venue", "title", "content", "item", "document", "minutes")))
        thing = draw(st.sampled_from("12"))
        changes.append(_step(now, facet, thing, draw(st.sampled_from("abc")), draw(st.booleans()), number))
    return tuple(changes)


def _step(now: dict[Any, Any], facet: str, thing: str, value: str, is_other: bool, number: int) -> Change:
    if facet in ("item", "document"):
        old = now.get((facet, thing))
        now[facet, thing] = new = None if old else {"title": "x"}
        added, withdrawn = _PRESENCE[facet, thing]
        return change(added if new else withdrawn, old, new, number, **{f"{facet}_id": thing})
    if facet == "minutes":
        both = {id_: (now.get((facet, id_), "a"), value) for id_ in ("12" if is_other else thing)}
        now.update({(facet, id_): value for id_ in both})
        return amended(both, number)
    if facet == "status":
        value = {"a": "scheduled", "b": "cancelled", "c": "postponed"}[value]
    old = now.get((facet, thing), "scheduled" if facet == "status" else "a")
    now[facet, thing] = value
    kind, fact = (STATUS_KINDS[value], "status") if facet == "status" else _KINDS[facet]
    ids: dict[str, Any] = {"title": {"item_id": thing}, "content": {"document_id": thing}}.get(facet, {})
    told = change(kind, {fact: old}, {fact: value}, number, **ids)
    return told if ids else replace(told, meeting_id=thing)


_PRESENCE = {
    ("item", "1"): (K.ITEM_ADDED, K.ITEM_WITHDRAWN),
    ("item", "2"): (K.ITEM_ADDED, K.ITEM_WITHDRAWN),
    ("document", "1"): (K.DOCUMENT_ADDED, K.DOCUMENT_WITHDRAWN),
    ("document", "2"): (K.SUPPLEMENT_PUBLISHED, K.DOCUMENT_WITHDRAWN),
}
_KINDS = {
    "time": (K.MEETING_RESCHEDULED, "starts_at"),
    "venue": (K.VENUE_CHANGED, "venue"),
    "title": (K.ITEM_RETITLED, "title"),
    "content": (K.DOCUMENT_REPLACED, "content_hash"),
}


@STEADY
@given(histories(), st.integers(0, 14), st.integers(0, 14))
def test_windows_can_be_joined(history: tuple[Change, ...], cut: int, other_cut: int) -> None:
    """net(a + b + c) says the same as the net of the nets of a, b and c, wherever the windows were cut.

    The numbers may differ: of there, back and there again the first two or the last two cancel out.
    """
    first, second = sorted((cut, other_cut))
    nets = net(history[:first]) + net(history[first:second]) + net(history[second:])
    assert _unnumbered(net(nets)) == _unnumbered(net(history))


def _unnumbered(changes: tuple[Change, ...]) -> list[Change]:
    return sorted((replace(one, number=None) for one in changes), key=repr)


@STEADY
@given(histories())
def test_each_facet_of_each_thing_is_told_once(history: tuple[Change, ...]) -> None:
    """The net of a net is the net, in the order of numbers, and no number is made up."""
    joined = net(history)
    assert net(joined) == joined
    assert [one.number for one in joined] == sorted({one.number for one in joined}, key=lambda number: number or 0)
    assert {one.number for one in joined} <= {one.number for one in history}
