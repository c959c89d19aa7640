"""Where the texts that a search hit are published now: in which meeting, item, document, entry or decision; which day.

Does not know the words that were searched. May import: domain, the modules of store, sqlalchemy.
"""

from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa

from watcher.domain.publications import LONDON
from watcher.store import tables as t
from watcher.store.columns import Moment

_Select = sa.Select[Any]
_Column = sa.ColumnElement[Any]

_text = t.search_texts.c
_item = t.items.c
_document = t.documents.c
_meeting = t.meetings.c
_entry = t.entries.c
_decision = t.decisions.c
_paper = t.decision_papers.c

_ORDER = ("source_key", "meeting_id", "item_id", "document_id", "decision_id", "page", "text_id")
_NO_WORDS = sa.cast(sa.null(), sa.Text)
_NO_MOMENT = sa.cast(sa.null(), Moment)


def listings(hits: sa.CTE, *, council: str | None, topic: str | None, since: date | None) -> _Select:
    """Every place of every hit (`text_id`, `score`) that fits, the best first, in a total order.

    A paper that several meetings list is in each of them; one that a meeting lists twice is there once.
    """
    of_meetings = [_items(hits), _titles(hits), _papers(hits)]
    of_feeds = _entries(hits)
    of_registers = [_decisions(hits), _decision_papers(hits)]
    if since is not None:
        of_meetings = [each.where(_meeting.day >= since.isoformat()) for each in of_meetings]
        of_registers = [each.where(_decision.day >= since.isoformat()) for each in of_registers]
        of_feeds = of_feeds.where(_entry.published_at >= datetime.combine(since, time(0, 0), tzinfo=LONDON))
    if topic is not None:
        of_meetings = [each.where(_is_about(topic)) for each in of_meetings]
        has = _has(topic, _decision.source_key, sa.literal("decision:").concat(_decision.decision_id))
        of_registers = [each.where(has) for each in of_registers]
        of_feeds = of_feeds.where(_has(topic, _entry.source_key, sa.literal("entry:").concat(_entry.entry_id)))
    if council is not None:
        sources = sa.select(t.sources.c.key).where(t.sources.c.council_key == council)
        of_meetings = [each.where(_meeting.source_key.in_(sources)) for each in of_meetings]
        of_registers = [each.where(_decision.source_key.in_(sources)) for each in of_registers]
        of_feeds = of_feeds.where(_entry.source_key.in_(sources))
    found = sa.union_all(*of_meetings, of_feeds, *of_registers).subquery("found")
    return sa.select(found).order_by(
        found.c.score.desc(),
        sa.func.coalesce(found.c.day, sa.cast(found.c.published_at, sa.Text), "").desc(),
        *(found.c[name] for name in _ORDER),
    )


def _columns(hits: sa.CTE, source_key: _Column, title: _Column, url: _Column, **more: _Column) -> list[_Column]:
    """The same columns for every kind of place; what a kind does not have is NULL."""
    names = ("meeting_id", "item_id", "document_id", "entry_id", "decision_id", "day")
    return [
        hits.c.text_id,
        hits.c.score,
        source_key.label("source_key"),
        *(more.get(name, _NO_WORDS).label(name) for name in names),
        more.get("published_at", _NO_MOMENT).label("published_at"),
        _text.page,
        title.label("title"),
        url.label("url"),
    ]


def _items(hits: sa.CTE) -> _Select:
    of_text = sa.and_(
        _item.source_key == _text.source_key,
        _item.meeting_id == _text.meeting_id,
        _item.item_id == sa.func.substr(_text.subject, len("item:") + 1),
        sa.func.substr(_text.subject, 1, len("item:")) == "item:",
    )
    other = t.items.alias()
    is_first = ~sa.exists().where(
        other.c.source_key == _item.source_key,
        other.c.meeting_id == _item.meeting_id,
        other.c.item_id == _item.item_id,
        other.c.position < _item.position,
    )
    more = {"meeting_id": _item.meeting_id, "item_id": _item.item_id, "day": _meeting.day}
    joined = _texts(hits).join(t.items, of_text).join(t.meetings, _of_item())
    return (
        sa.select(*_columns(hits, _item.source_key, _item.title, _meeting.url, **more))
        .select_from(joined)
        .where(is_first)
    )


def _titles(hits: sa.CTE) -> _Select:
    of_text = sa.and_(
        _document.source_key == _text.source_key,
        _document.meeting_id == _text.meeting_id,
        _document.document_id == sa.func.substr(_text.subject, len("document:") + 1),
        sa.func.substr(_text.subject, 1, len("document:")) == "document:",
    )
    return _documents(hits, of_text, _document.document_id)


def _papers(hits: sa.CTE) -> _Select:
    return _documents(hits, _document.content_hash == _text.content_hash, _document.content_hash)


def _documents(hits: sa.CTE, of_text: sa.ColumnElement[bool], same: sa.Column[Any]) -> _Select:
    """Documents of a meeting, each once: where it is listed with an item, the last of them."""
    other = t.documents.alias()
    is_last = ~sa.exists().where(
        other.c.source_key == _document.source_key,
        other.c.meeting_id == _document.meeting_id,
        other.c[same.name] == same,
        sa.tuple_(other.c.item_position, other.c.position) > sa.tuple_(_document.item_position, _document.position),
    )
    of_document = sa.and_(
        _item.source_key == _document.source_key,
        _item.meeting_id == _document.meeting_id,
        _item.position == _document.item_position,
    )
    of_meeting = sa.and_(_meeting.source_key == _document.source_key, _meeting.meeting_id == _document.meeting_id)
    more = {
        "meeting_id": _document.meeting_id,
        "item_id": _item.item_id,
        "document_id": _document.document_id,
        "day": _meeting.day,
    }
    joined = _texts(hits).join(t.documents, of_text).join(t.meetings, of_meeting).outerjoin(t.items, of_document)
    columns = _columns(hits, _document.source_key, _document.title, _document.url, **more)
    return sa.select(*columns).select_from(joined).where(is_last)


def _entries(hits: sa.CTE) -> _Select:
    of_text = sa.and_(
        _entry.source_key == _text.source_key,
        _entry.entry_id == sa.func.substr(_text.subject, len("entry:") + 1),
        sa.func.substr(_text.subject, 1, len("entry:")) == "entry:",
    )
    more = {"meeting_id": _entry.meeting_id, "entry_id": _entry.entry_id, "published_at": _entry.published_at}
    joined = _texts(hits).join(t.entries, of_text)
    return sa.select(*_columns(hits, _entry.source_key, _entry.title, _entry.url, **more)).select_from(joined)


def _decisions(hits: sa.CTE) -> _Select:
    of_text = sa.and_(
        _decision.source_key == _text.source_key,
        _decision.decision_id == sa.func.substr(_text.subject, len("decision:") + 1),
        sa.func.substr(_text.subject, 1, len("decision:")) == "decision:",
    )
    more = {"decision_id": _decision.decision_id, "day": _decision.day}
    joined = _texts(hits).join(t.decisions, of_text)
    columns = _columns(hits, _decision.source_key, _decision.title, _decision.url, **more)
    return sa.select(*columns).select_from(joined)


def _decision_papers(hits: sa.CTE) -> _Select:
    """Papers of decisions, each once in a decision."""
    other = t.decision_papers.alias()
    is_first = ~sa.exists().where(
        other.c.source_key == _paper.source_key,
        other.c.decision_id == _paper.decision_id,
        other.c.content_hash == _paper.content_hash,
        other.c.position < _paper.position,
    )
    of_decision = sa.and_(_decision.source_key == _paper.source_key, _decision.decision_id == _paper.decision_id)
    more = {"decision_id": _decision.decision_id, "document_id": _paper.document_id, "day": _decision.day}
    of_text = _paper.content_hash == _text.content_hash
    joined = _texts(hits).join(t.decision_papers, of_text).join(t.decisions, of_decision)
    columns = _columns(hits, _paper.source_key, _paper.title, _paper.url, **more)
    return sa.select(*columns).select_from(joined).where(is_first)


def _texts(hits: sa.CTE) -> sa.FromClause:
    return hits.join(t.search_texts, _text.id == hits.c.text_id)


def _of_item() -> sa.ColumnElement[bool]:
    return sa.and_(_meeting.source_key == _item.source_key, _meeting.meeting_id == _item.meeting_id)


def _is_about(topic: str) -> sa.ColumnElement[bool]:
    """The item is; or, of a paper without one, any item of its meeting."""
    any_item = t.items.alias()
    in_meeting = sa.exists().where(
        any_item.c.source_key == _meeting.source_key,
        any_item.c.meeting_id == _meeting.meeting_id,
        _has(topic, any_item.c.source_key, sa.literal("item:").concat(any_item.c.item_id)),
    )
    of_item = _has(topic, _item.source_key, sa.literal("item:").concat(_item.item_id))
    return sa.or_(of_item, sa.and_(_item.item_id.is_(None), in_meeting))


def _has(topic: str, source_key: _Column, subject: _Column) -> sa.ColumnElement[bool]:
    c = t.matches.c
    return sa.exists().where(c.topic == topic, c.source_key == source_key, c.subject == subject)
