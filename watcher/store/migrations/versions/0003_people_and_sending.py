"""What a person is to us (asked, active, gone), tokens of links, and what sending needs to remember.

An email that waits has the moment at which it may go (`next_attempt_at`), also a new one: so the next one to send is
found by one index, however many were sent before. Confirmations are emails of no run.

Frozen: what a table is like today stands in watcher/store/tables.py.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _moment(name: str, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _words(name: str, default: str | None = None, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=nullable, server_default=default)


def upgrade() -> None:
    op.add_column("subscribers", _words("state", "active"))
    op.add_column("subscribers", _moment("confirmed_at"))
    op.add_column("subscribers", _moment("left_at"))
    op.add_column("subscribers", _words("consent", ""))
    op.add_column("subscribers", _words("trouble", ""))
    op.add_column("subscribers", sa.Column("bounces", sa.Integer(), nullable=False, server_default="0"))
    op.execute(sa.text("UPDATE subscribers SET state = 'pending' WHERE NOT is_confirmed"))
    op.execute(sa.text("UPDATE subscribers SET confirmed_at = created_at WHERE is_confirmed"))
    op.drop_column("subscribers", "is_confirmed")
    op.create_table(
        "tokens",
        _words("hash"),
        sa.Column("subscriber_id", sa.Integer(), nullable=False),
        _words("purpose"),
        _moment("made_at", nullable=False),
        _moment("expires_at"),
        _moment("used_at"),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"], name="fk_tokens_subscriber_id_subscribers", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hash", name="pk_tokens"),
    )
    op.create_index("ix_tokens_subscriber_id", "tokens", ["subscriber_id"])
    # SQLite cannot take NOT NULL from a column: the table is made anew and filled.
    with op.batch_alter_table("deliveries", table_kwargs={"sqlite_autoincrement": True}) as deliveries:
        deliveries.alter_column("run_id", existing_type=sa.Integer(), nullable=True)
        deliveries.add_column(_words("kind", "digest"))
        deliveries.add_column(_moment("expires_at"))
    op.execute(sa.text("UPDATE deliveries SET next_attempt_at = changed_at WHERE state = 'rendered'"))
    op.create_index("ix_deliveries_next_attempt_at_id", "deliveries", ["next_attempt_at", "id"])
    op.create_index("ix_deliveries_lease_until", "deliveries", ["lease_until"])
    op.create_table(
        "relays",
        _words("name"),
        _moment("paused_until"),
        _words("why"),
        _moment("since"),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_relays"),
    )
    op.create_table(
        "threads",
        sa.Column("subscriber_id", sa.Integer(), nullable=False),
        _words("meeting_key"),
        _words("message_id"),
        _moment("told_at", nullable=False),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"], name="fk_threads_subscriber_id_subscribers", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("subscriber_id", "meeting_key", name="pk_threads"),
    )
    op.create_table(
        "letters_read",
        _words("letter"),
        _moment("read_at", nullable=False),
        sa.PrimaryKeyConstraint("letter", name="pk_letters_read"),
    )
