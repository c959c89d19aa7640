"""Properties of compare that hold for every meeting: see diff_material for the strategies and the projection."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.diff_material import (
    KEY,
    NOW,
    STEADY,
    as_row,
    detailed_meetings,
    known,
    reading,
    readings,
    replay,
    see,
    view,
)
from watcher.diff import compare
from watcher.diff._identity import follow_ids
from watcher.diff._words import is_marked_withdrawn
from watcher.domain.changes import Change, ChangeKind, Known, KnownMeeting
from watcher.domain.publications import DocumentKind, Meeting, MeetingTime, Outcome, Published

WITHDRAWN = {ChangeKind.ITEM_WITHDRAWN, ChangeKind.DOCUMENT_WITHDRAWN}


@STEADY
@given(readings())
def test_the_same_again_is_no_news(meetings: tuple[Meeting, ...]) -> None:
    """compare(a, a) is empty, and leaves what is known as it is."""
    before = known(*meetings)
    after = see(before, *meetings)
    assert after.changes == ()
    assert after.known == before


@STEADY
@given(readings())
def test_the_first_sight_of_a_source_is_no_news(meetings: tuple[Meeting, ...]) -> None:
    """A baseline tells nothing and knows everything, and the same reading after it tells nothing either."""
    first = see(Known(source_key=KEY), *meetings)
    assert first.changes == ()
    assert first.known.is_baselined
    assert {one.meeting for one in first.known.meetings.values()} == set(meetings)
    assert see(first, *meetings).changes == ()


@STEADY
@given(detailed_meetings(), detailed_meetings())
def test_changes_say_all_there_is_to_say(a: Meeting, b: Meeting) -> None:
    """Applying compare(a, b) to a gives b, once absence was seen twice and what only got another id has it."""
    b = replace(b, published=a.published | b.published)
    a = follow_ids(KnownMeeting(meeting=a), b).meeting
    first = see(known(a), b)
    second = see(first, b)
    assume(not any("not believed" in flag for flag in first.flags + second.flags))
    assume(not (Published.AGENDA in a.published and Published.AGENDA not in b.published))
    got = _comparable(replay(view(a), first.changes + second.changes), a, b)
    assert got == _comparable(view(b), a, b)
    assert _comparable(view(second.known.meetings["100"].meeting), a, b) == got
    assert see(second, b).changes == ()


def _comparable(seen: dict[str, Any], a: Meeting, b: Meeting) -> dict[str, Any]:
    """Without what is silent by rule.

    Drafts beside final minutes, hashes first fetched, texts of added items, papers of withdrawn ones.
    """
    out = seen["out"] - ({Published.DRAFT_MINUTES} if Published.MINUTES in seen["out"] else set())
    known_items, items = view(a)["items"], view(b)["items"]
    was_hashed = {id_ for id_, content_hash in view(a)["hashes"].items() if content_hash}
    is_hashed = {id_ for id_, content_hash in view(b)["hashes"].items() if content_hash}
    generated = {document.id for document in a.all_documents() + b.all_documents() if document.kind.is_generated}
    new_items = {id_ for id_ in items if id_ not in known_items}
    generated |= {paper.id for one in b.items if is_marked_withdrawn(one.title) for paper in one.documents}
    silent = generated | {paper.id for one in b.items if one.id in new_items for paper in one.documents}
    return {
        **seen,
        "out": out,
        "documents": set(seen["documents"]) - generated,
        "hashes": {id_: seen["hashes"].get(id_) for id_ in (was_hashed & is_hashed) - silent},
        "minutes": {id_: text for id_, text in seen["minutes"].items() if id_ in items and id_ in known_items},
    }


@STEADY
@given(readings(), readings(), st.randoms(use_true_random=False))
def test_the_order_of_the_page_has_no_say(a: tuple[Meeting, ...], b: tuple[Meeting, ...], random: Any) -> None:
    """Meetings, items and documents in another order give the same changes in the same order."""

    def shuffled(many: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(random.sample(many, len(many)))

    mixed = [
        replace(
            one,
            items=tuple(replace(each, documents=shuffled(each.documents)) for each in shuffled(one.items)),
            documents=shuffled(one.documents),
        )
        for one in shuffled(b)
    ]
    straight, other = see(known(*a), *b), see(known(*a), *mixed)
    assert _sorted(straight.changes) == _sorted(other.changes)
    assert straight.flags == other.flags


def _sorted(changes: Sequence[Change]) -> list[Change]:
    """The changes in their order, with the lists within their facts sorted: those are in the order of the page."""

    def fold(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: fold(one) for key, one in value.items()}
        return sorted((fold(one) for one in value), key=repr) if isinstance(value, list) else value

    return [replace(change, before=fold(change.before), after=fold(change.after)) for change in changes]


@STEADY
@given(detailed_meetings(), detailed_meetings())
def test_rows_never_withdraw(a: Meeting, b: Meeting) -> None:
    """A list row says nothing of items and papers, however often it is read, and takes nothing back."""
    now = see(see(see(known(a), as_row(b)), as_row(b)), as_row(b))
    assert not WITHDRAWN & {change.kind for change in now.changes}
    after = now.known.meetings["100"].meeting
    assert (after.items, after.documents, after.venue, after.published) == (a.items, a.documents, a.venue, a.published)


@STEADY
@given(detailed_meetings(), detailed_meetings(), st.sampled_from([one for one in Outcome if not one.is_good]))
def test_trouble_is_never_compared(a: Meeting, b: Meeting, outcome: Outcome) -> None:
    """A reading with an outcome that is not good tells nothing and alters nothing, whatever is in it."""
    before = known(a)
    after = compare(before, reading(b, outcome=outcome), now=NOW)
    assert (after.changes, after.known) == ((), before)


@STEADY
@given(detailed_meetings(), detailed_meetings())
def test_one_reading_never_withdraws_by_absence(a: Meeting, b: Meeting) -> None:
    """Absence counts only when it was seen twice: one short page withdraws nothing but what says so itself."""
    told = see(known(a), b).changes
    assert not [change for change in told if change.kind in WITHDRAWN and not (change.after or {}).get("is_withdrawn")]
    back = see(see(known(a), b), a).known.meetings["100"]
    things = {f"item:{one.id}" for one in a.items} | {f"document:{one.id}" for one in a.all_documents()}
    assert not things & set(back.absences)


@STEADY
@given(detailed_meetings())
def test_a_better_parser_is_no_news(a: Meeting) -> None:
    """Fields that were empty and are filled now, all at once, tell nothing; neither do fields that became empty."""
    thin = replace(
        a,
        venue=None,
        starts_at=MeetingTime(day=a.starts_at.day),
        items=tuple(
            replace(one, text="", minutes="", decision="", number="", documents=_unhashed(one.documents))
            for one in a.items
        ),
        documents=_unhashed(a.documents),
    )
    filled = see(known(thin), a)
    assert filled.changes == ()
    emptied = see(filled, thin)
    assert emptied.changes == ()
    assert emptied.known == filled.known == known(a)


def _unhashed(documents: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(replace(document, content_hash=None, size=None) for document in documents)


@STEADY
@given(detailed_meetings(), detailed_meetings())
def test_what_the_site_generates_is_never_news(a: Meeting, b: Meeting) -> None:
    """No change of its own names a file that the site makes anew on demand."""
    generated = {paper.id for paper in b.all_documents() if paper.kind is DocumentKind.PACK}
    known_packs = {paper.id for paper in a.all_documents() if paper.kind is DocumentKind.PACK}
    told = {change.document_id for now in (see(known(a), b), see(see(known(a), b), b)) for change in now.changes}
    assert not told & generated & known_packs
