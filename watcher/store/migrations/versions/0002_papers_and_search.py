"""What was read of documents, and an index of all words.

The index is made in each database's own words, and kept up by the database itself: triggers on SQLite, a generated
column on PostgreSQL. Both stem English and drop no word: PostgreSQL's own `english` leaves out `the` and `of`, which
`"terms of reference"` needs. PostgreSQL would also take `SEND/AP` for a file and `x-y.z` for a host: all that stands
between words is made a space first.

Frozen: what a table is like today stands in watcher/store/tables.py.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op


revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_SEPARATORS = "!\"#$&'()*+,-./:;<=>?@[\\]^_`{|}~\u00a0\u00a3\u00ab\u00bb\u00b7\u2010\u2011\u2012\u2013\u2014\u2015\u2018\u2019\u201a\u201c\u201d\u201e\u2022\u2026\u20ac\u2212\ue000\uf0b7"

_COLUMNS = "title, text, decision, minutes"


def _row(alias: str) -> str:
    return ", ".join(f"{alias}.{name}" for name in ("id", *_COLUMNS.split(", ")))


_FTS5 = [
    f"CREATE VIRTUAL TABLE search_index USING fts5({_COLUMNS}, content='search_texts', content_rowid='id', "
    "tokenize='porter unicode61')",
    f"CREATE TRIGGER search_index_added AFTER INSERT ON search_texts BEGIN "
    f"INSERT INTO search_index(rowid, {_COLUMNS}) VALUES ({_row('new')}); END",
    f"CREATE TRIGGER search_index_removed AFTER DELETE ON search_texts BEGIN "
    f"INSERT INTO search_index(search_index, rowid, {_COLUMNS}) VALUES ('delete', {_row('old')}); END",
    f"CREATE TRIGGER search_index_altered AFTER UPDATE ON search_texts BEGIN "
    f"INSERT INTO search_index(search_index, rowid, {_COLUMNS}) VALUES ('delete', {_row('old')}); "
    f"INSERT INTO search_index(rowid, {_COLUMNS}) VALUES ({_row('new')}); END",
]


def _vector(column: str, weight: str) -> str:
    literal = _SEPARATORS.replace("'", "''")
    # chr(37) is the per cent sign, which the driver would take for a placeholder.
    words = f"translate({column}, '{literal}' || chr(37), '{' ' * (len(_SEPARATORS) + 1)}')"
    return f"setweight(to_tsvector('watcher_english', {words}), '{weight}')"


_TSVECTOR = [
    "CREATE TEXT SEARCH DICTIONARY watcher_english_stem (TEMPLATE = snowball, Language = english)",
    "CREATE TEXT SEARCH CONFIGURATION watcher_english (COPY = english)",
    "ALTER TEXT SEARCH CONFIGURATION watcher_english "
    "ALTER MAPPING REPLACE english_stem WITH watcher_english_stem",
    "ALTER TABLE search_texts ADD COLUMN search_words tsvector GENERATED ALWAYS AS ("
    + " || ".join(_vector(name, weight) for name, weight in zip(_COLUMNS.split(", "), "ACBC"))
    + ") STORED",
    "CREATE INDEX search_index ON search_texts USING gin (search_words)",
]


def upgrade() -> None:
    op.create_index(op.f("ix_documents_content_hash"), "documents", ["content_hash"])
    op.create_table(
        "papers",
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("page_count", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("content_hash", name=op.f("pk_papers")),
    )
    op.create_table(
        "search_texts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source_key", sa.Text(), nullable=True),
        sa.Column("meeting_id", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["source_key"], ["sources.key"], name=op.f("fk_search_texts_source_key")),
        sa.ForeignKeyConstraint(
            ["source_key", "meeting_id"],
            ["meetings.source_key", "meetings.meeting_id"],
            name=op.f("fk_search_texts_source_key_meeting_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_texts")),
        sa.UniqueConstraint(
            "source_key", "meeting_id", "subject", "part", name=op.f("uq_search_texts_source_key_meeting_id_subject_part")
        ),
        sa.UniqueConstraint("content_hash", "page", "part", name=op.f("uq_search_texts_content_hash_page_part")),
    )
    for statement in {"sqlite": _FTS5, "postgresql": _TSVECTOR}[op.get_bind().dialect.name]:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    raise NotImplementedError("Put the backup in its place.")
