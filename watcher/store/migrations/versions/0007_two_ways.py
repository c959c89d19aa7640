"""In which way a source and each meeting was last read, what no way showed of it, and since when the first is shut.

Frozen: what a table is like today stands in watcher/store/tables.py.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op


revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sources", sa.Column("read_by", sa.Text(), nullable=True))
    op.add_column("sources", sa.Column("shut_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("meetings", sa.Column("read_by", sa.Text(), nullable=True))
    op.add_column("meetings", sa.Column("lacks", sa.JSON(none_as_null=True), nullable=True))
    # Until now there was one way for each source.
    op.execute(sa.text("UPDATE sources SET read_by = system WHERE is_baselined"))
    op.execute(
        sa.text(
            "UPDATE meetings SET read_by = (SELECT system FROM sources WHERE sources.key = meetings.source_key) "
            "WHERE is_detailed"
        )
    )
