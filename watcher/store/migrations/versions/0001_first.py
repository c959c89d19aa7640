"""The first tables.

Frozen: what a table is like today stands in watcher/store/tables.py. There is no way back from a migration but the
backup that was made before it.

Revision ID: 0001
Revises: nothing
"""

import sqlalchemy as sa
from alembic import op


revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Whatever else is in this database can be read again; the log of changes cannot. So the database itself refuses.
_APPEND_ONLY = {
    "sqlite": [
        f"CREATE TRIGGER changes_no_{verb} BEFORE {verb.upper()} ON changes "
        "BEGIN SELECT RAISE(ABORT, 'changes are never altered'); END"
        for verb in ("update", "delete")
    ],
    "postgresql": [
        "CREATE FUNCTION refuse_alteration() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'changes are never altered'; END $$",
        "CREATE TRIGGER changes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON changes "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_alteration()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "changes",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("meeting_id", sa.Text(), nullable=True),
        sa.Column("item_id", sa.Text(), nullable=True),
        sa.Column("document_id", sa.Text(), nullable=True),
        sa.Column("entry_id", sa.Text(), nullable=True),
        sa.Column("committee_id", sa.Text(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_changes")),
    )
    op.create_index(op.f("ix_changes_noticed_at"), "changes", ["noticed_at"])
    op.create_index(op.f("ix_changes_source_key"), "changes", ["source_key"])
    op.create_table(
        "councils",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_councils")),
    )
    op.create_table(
        "counters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counters")),
    )
    op.create_table(
        "resolved_names",
        sa.Column("council_key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("committee_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("council_key", "name", name=op.f("pk_resolved_names")),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("frequency", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("up_to", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
        sa.UniqueConstraint("frequency", "period", name=op.f("uq_runs_frequency_period")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "subscribers",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("address_key", sa.Text(), nullable=False),
        sa.Column("told_up_to", sa.BigInteger(), nullable=False),
        sa.Column("is_new", sa.Boolean(), nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscribers")),
        sa.UniqueConstraint("address_key", name=op.f("uq_subscribers_address_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "committees",
        sa.Column("council_key", sa.Text(), nullable=False),
        sa.Column("committee_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["council_key"], ["councils.key"], name=op.f("fk_committees_council_key")),
        sa.PrimaryKeyConstraint("council_key", "committee_id", name=op.f("pk_committees")),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("subscriber_id", sa.Integer(), nullable=False),
        sa.Column("edition_slug", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message", sa.LargeBinary(), nullable=True),
        sa.Column("history", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_deliveries_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("message_id", name=op.f("uq_deliveries_message_id")),
        sa.UniqueConstraint("run_id", "subscriber_id", name=op.f("uq_deliveries_run_id_subscriber_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_deliveries_state"), "deliveries", ["state"])
    op.create_index(op.f("ix_deliveries_subscriber_id"), "deliveries", ["subscriber_id"])
    op.create_table(
        "editions",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("edition", sa.JSON(), nullable=False),
        sa.Column("composed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_editions_run_id")),
        sa.PrimaryKeyConstraint("run_id", "slug", name=op.f("pk_editions")),
    )
    op.create_table(
        "sources",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("council_key", sa.Text(), nullable=True),
        sa.Column("committee_id", sa.Text(), nullable=True),
        sa.Column("is_watched", sa.Boolean(), nullable=False),
        sa.Column("is_baselined", sa.Boolean(), nullable=False),
        sa.Column("next_poll_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_good_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_poll_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_outcome", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("trouble_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["council_key"], ["councils.key"], name=op.f("fk_sources_council_key")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sources")),
    )
    op.create_table(
        "subscriptions",
        sa.Column("subscriber_id", sa.Integer(), nullable=False),
        sa.Column("councils", sa.JSON(), nullable=False),
        sa.Column("committees", sa.JSON(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("frequency", sa.Text(), nullable=False),
        sa.Column("hears_quiet_weeks", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"], name=op.f("fk_subscriptions_subscriber_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("subscriber_id", name=op.f("pk_subscriptions")),
    )
    op.create_table(
        "entries",
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("meeting_id", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["source_key"], ["sources.key"], name=op.f("fk_entries_source_key")),
        sa.PrimaryKeyConstraint("source_key", "entry_id", name=op.f("pk_entries")),
    )
    op.create_table(
        "known_committees",
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("committee_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["source_key"], ["sources.key"], name=op.f("fk_known_committees_source_key")),
        sa.PrimaryKeyConstraint("source_key", "committee_id", name=op.f("pk_known_committees")),
    )
    op.create_table(
        "known_entries",
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["source_key"], ["sources.key"], name=op.f("fk_known_entries_source_key")),
        sa.PrimaryKeyConstraint("source_key", "entry_id", name=op.f("pk_known_entries")),
    )
    op.create_table(
        "matches",
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("is_about", sa.Boolean(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["source_key"], ["sources.key"], name=op.f("fk_matches_source_key")),
        sa.PrimaryKeyConstraint("source_key", "subject", "topic", name=op.f("pk_matches")),
    )
    op.create_table(
        "meetings",
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("meeting_id", sa.Text(), nullable=False),
        sa.Column("committee_id", sa.Text(), nullable=False),
        sa.Column("committee_name", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=True),
        sa.Column("clock", sa.Text(), nullable=True),
        sa.Column("raw_time", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("published", sa.JSON(), nullable=False),
        sa.Column("venue", sa.Text(), nullable=True),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("is_detailed", sa.Boolean(), nullable=False),
        sa.Column("row", sa.Text(), nullable=True),
        sa.Column("absences", sa.JSON(), nullable=False),
        sa.Column("has_absences", sa.Boolean(), nullable=False),
        sa.Column("announced", sa.JSON(), nullable=False),
        sa.Column("page_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("documents_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["source_key"], ["sources.key"], name=op.f("fk_meetings_source_key")),
        sa.PrimaryKeyConstraint("source_key", "meeting_id", name=op.f("pk_meetings")),
    )
    op.create_index(op.f("ix_meetings_day"), "meetings", ["day"])
    op.create_table(
        "pages",
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["source_key"], ["sources.key"], name=op.f("fk_pages_source_key")),
        sa.PrimaryKeyConstraint("source_key", "url", name=op.f("pk_pages")),
    )
    op.create_table(
        "polls",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("next_poll_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["source_key"], ["sources.key"], name=op.f("fk_polls_source_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_polls")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_polls_source_key_started_at"), "polls", ["source_key", "started_at"])
    op.create_table(
        "documents",
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("meeting_id", sa.Text(), nullable=False),
        sa.Column("item_position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("size", sa.Text(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["source_key", "meeting_id"],
            ["meetings.source_key", "meetings.meeting_id"],
            name=op.f("fk_documents_source_key_meeting_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("source_key", "meeting_id", "item_position", "position", name=op.f("pk_documents")),
    )
    op.create_index(op.f("ix_documents_source_key_document_id"), "documents", ["source_key", "document_id"])
    op.create_table(
        "items",
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("meeting_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("is_restricted", sa.Boolean(), nullable=False),
        sa.Column("is_to_follow", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("minutes_are_cut", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_key", "meeting_id"],
            ["meetings.source_key", "meetings.meeting_id"],
            name=op.f("fk_items_source_key_meeting_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("source_key", "meeting_id", "position", name=op.f("pk_items")),
    )
    op.create_index(op.f("ix_items_source_key_item_id"), "items", ["source_key", "item_id"])

    counters = sa.table("counters", sa.column("name", sa.Text), sa.column("value", sa.BigInteger))
    op.bulk_insert(counters, [{"name": "change", "value": 0}])
    for statement in _APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("Put the backup in its place.")
