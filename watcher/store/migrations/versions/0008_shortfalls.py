"""What each list lacked of what it had shown before, and meetings that got another id.

Frozen: what a table is like today stands in watcher/store/tables.py.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op


revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sources", sa.Column("shortfall", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "renumbered",
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("meeting_id", sa.Text(), nullable=False),
        sa.Column("id_now", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["source_key"], ["sources.key"], name=op.f("fk_renumbered_source_key_sources")),
        sa.PrimaryKeyConstraint("source_key", "meeting_id", name=op.f("pk_renumbered")),
    )
    op.create_index(op.f("ix_renumbered_source_key_id_now"), "renumbered", ["source_key", "id_now"])
