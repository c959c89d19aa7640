"""The bytes of an email stand apart from what becomes of it.

SQLite writes a whole row anew when one field changes: an email of 30 KB went to the disk again with each of the steps
claimed, handed over and sent, and looking for what waits went past all of them.

Frozen: what a table is like today stands in watcher/store/tables.py.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "messages",
        sa.Column("delivery_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name="fk_messages_delivery_id_deliveries", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("delivery_id", name="pk_messages"),
    )
    op.execute(
        sa.text("INSERT INTO messages SELECT id, message FROM deliveries WHERE message IS NOT NULL")
    )
    op.drop_column("deliveries", "message")
