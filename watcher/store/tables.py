"""The tables as they stand; how a database gets from an older shape to this one is in migrations/.

Does not ask or write. May import: store.columns, store.tables_of_people, sqlalchemy.
"""

import sqlalchemy as sa

from watcher.store.columns import count, flag, json, key, metadata, moment, number, words
from watcher.store.tables_of_people import (
    deliveries,
    editions,
    letters_read,
    messages,
    relays,
    runs,
    subscribers,
    subscriptions,
    threads,
    tokens,
    troubles,
)

__all__ = [
    "HEAD",
    "MADE_BY_HAND",
    "changes",
    "committees",
    "councils",
    "counters",
    "decision_papers",
    "decisions",
    "deliveries",
    "documents",
    "editions",
    "entries",
    "items",
    "known_committees",
    "known_entries",
    "letters_read",
    "matches",
    "meetings",
    "messages",
    "metadata",
    "pages",
    "papers",
    "polls",
    "relays",
    "renumbered",
    "resolved_names",
    "runs",
    "search_texts",
    "sources",
    "subscribers",
    "subscriptions",
    "threads",
    "tokens",
    "troubles",
]

HEAD = "0008"
"""The migration that makes these tables; stands here so that opening an up-to-date database need not load Alembic."""


# What is watched

councils = sa.Table("councils", metadata, key("key"), words("name"), words("url"))

committees = sa.Table(
    "committees",
    metadata,
    key("council_key", "councils.key"),
    key("committee_id"),
    words("name"),
    count("position"),
)

resolved_names = sa.Table("resolved_names", metadata, key("council_key"), key("name"), words("committee_id"))

sources = sa.Table(
    "sources",
    metadata,
    key("key"),
    words("name"),
    words("url"),
    words("system"),
    sa.Column("council_key", sa.Text, sa.ForeignKey("councils.key"), nullable=True),
    words("committee_id", optional=True),
    flag("is_watched"),
    flag("is_baselined"),
    moment("next_poll_at"),
    moment("last_good_at", optional=True),
    moment("last_poll_at", optional=True),
    words("last_outcome", optional=True),
    words("why"),
    moment("trouble_since", optional=True),
    count("failures"),
    count("version"),
    words("read_by", optional=True),
    moment("shut_at", optional=True),
    json("shortfall", optional=True),
)

polls = sa.Table(
    "polls",
    metadata,
    number(),
    sa.Column("source_key", sa.Text, sa.ForeignKey("sources.key"), nullable=False),
    moment("started_at"),
    moment("ended_at"),
    words("outcome"),
    words("why"),
    count("requests"),
    sa.Column("bytes", sa.BigInteger, nullable=False),
    count("changes"),
    moment("next_poll_at"),
    json("flags"),
    sa.Index(None, "source_key", "started_at"),
    sqlite_autoincrement=True,
)

pages = sa.Table(
    "pages",
    metadata,
    key("source_key", "sources.key"),
    key("url"),
    words("etag", optional=True),
    words("last_modified", optional=True),
    words("fingerprint"),
    sa.Column("body", sa.LargeBinary, nullable=True),  # zlib
    moment("fetched_at"),
)

# What is known

meetings = sa.Table(
    "meetings",
    metadata,
    key("source_key", "sources.key"),
    key("meeting_id"),
    words("committee_id"),
    words("committee_name"),
    words("day", optional=True),  # ISO, London's calendar: sorts as text
    words("clock", optional=True),  # ISO, London's clock
    words("raw_time"),
    words("url"),
    words("status"),
    json("published"),
    words("venue", optional=True),
    json("notes"),
    flag("is_detailed"),
    words("row", optional=True),
    json("absences"),
    flag("has_absences"),
    json("announced"),
    moment("page_read_at", optional=True),
    moment("documents_read_at", optional=True),
    words("read_by", optional=True),
    json("lacks", optional=True),  # None where nothing is lacking
    sa.Index(None, "day"),
)


def _of_meeting() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["source_key", "meeting_id"], ["meetings.source_key", "meetings.meeting_id"], ondelete="CASCADE"
    )


# Ids that meetings had, with the id of now: what the log of changes says of a meeting is said by the id of its day.
renumbered = sa.Table(
    "renumbered",
    metadata,
    key("source_key", "sources.key"),
    key("meeting_id"),
    words("id_now"),
    sa.Index(None, "source_key", "id_now"),
)

# Items and documents are keyed by their place, not their id: pages do list one document twice, and that must not be
# a reason to lose the page.
items = sa.Table(
    "items",
    metadata,
    key("source_key"),
    key("meeting_id"),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    words("item_id"),
    words("number"),
    words("title"),
    flag("is_restricted"),
    flag("is_to_follow"),
    words("text"),
    words("decision"),
    words("minutes"),
    flag("minutes_are_cut"),
    _of_meeting(),
    sa.Index(None, "source_key", "item_id"),
)

documents = sa.Table(
    "documents",
    metadata,
    key("source_key"),
    key("meeting_id"),
    sa.Column("item_position", sa.Integer, primary_key=True, autoincrement=False),  # -1: the meeting's own
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    words("document_id"),
    words("title"),
    words("url"),
    words("kind"),
    words("size", optional=True),
    words("content_hash", optional=True),
    _of_meeting(),
    sa.Index(None, "source_key", "document_id"),
    sa.Index(None, "content_hash"),
)

# Taken (of a council's register) or planned (of its forward plan): the source says which, and `is_planned` does.
decisions = sa.Table(
    "decisions",
    metadata,
    key("source_key", "sources.key"),
    key("decision_id"),
    flag("is_planned"),
    words("title"),
    words("url"),
    words("day", optional=True),  # ISO: published or taken; due
    flag("is_detailed"),
    json("facts"),  # all else that is known of it
    words("row", optional=True),
    json("announced"),
    moment("page_read_at", optional=True),
)

decision_papers = sa.Table(
    "decision_papers",
    metadata,
    key("source_key"),
    key("decision_id"),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    words("document_id"),
    words("title"),
    words("url"),
    words("kind"),
    words("size", optional=True),
    words("content_hash", optional=True),
    sa.ForeignKeyConstraint(
        ["source_key", "decision_id"], ["decisions.source_key", "decisions.decision_id"], ondelete="CASCADE"
    ),
    sa.Index(None, "content_hash"),
)

known_committees = sa.Table(
    "known_committees", metadata, key("source_key", "sources.key"), key("committee_id"), words("name")
)

known_entries = sa.Table("known_entries", metadata, key("source_key", "sources.key"), key("entry_id"))

entries = sa.Table(
    "entries",
    metadata,
    key("source_key", "sources.key"),
    key("entry_id"),
    words("title"),
    words("url"),
    moment("published_at", optional=True),
    words("event", optional=True),
    words("meeting_id", optional=True),
    words("text"),
)

matches = sa.Table(
    "matches",
    metadata,
    key("source_key", "sources.key"),
    key("subject"),  # item:<id>, entry:<id> or decision:<id>
    key("topic"),
    count("position"),
    count("score"),
    flag("is_about"),
    json("evidence"),
)

# What was read of documents, and what can be found by its words

papers = sa.Table(
    "papers", metadata, key("content_hash"), words("outcome"), words("why"), count("page_count"), moment("read_at")
)

# A text is of an item, an entry or a document's title (then `source_key` and `subject` say of which), or it is a page
# of a paper (then `content_hash` does), wherever that is published: what is in many places is kept once. What else is
# shown of it is asked of its own table, so that a meeting that moves is found at its new day.
search_texts = sa.Table(
    "search_texts",
    metadata,
    number(),
    sa.Column("source_key", sa.Text, sa.ForeignKey("sources.key"), nullable=True),
    words("meeting_id", optional=True),
    words("subject", optional=True),  # item:<id>, entry:<id>, decision:<id> or document:<id>
    words("content_hash", optional=True),
    sa.Column("page", sa.Integer, nullable=True),
    count("part"),  # of a text that is too long for one row
    words("title"),
    words("text"),
    words("decision"),
    words("minutes"),
    _of_meeting(),
    sa.UniqueConstraint("source_key", "meeting_id", "subject", "part"),
    sa.UniqueConstraint("content_hash", "page", "part"),
)

MADE_BY_HAND = ("search_index", "search_words")
"""What migrations make in the words of one database: names that begin so are of the full-text index (store.search)."""

# What is news. Append-only: triggers made by the first migration refuse UPDATE and DELETE.

counters = sa.Table("counters", metadata, key("name"), sa.Column("value", sa.BigInteger, nullable=False))

changes = sa.Table(
    "changes",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    words("kind"),
    words("source_key"),
    words("meeting_id", optional=True),
    words("item_id", optional=True),
    words("document_id", optional=True),
    words("entry_id", optional=True),
    words("committee_id", optional=True),
    json("before", optional=True),
    json("after", optional=True),
    moment("noticed_at"),
    words("decision_id", optional=True),
    sa.Index(None, "source_key"),
    sa.Index(None, "noticed_at"),
)
