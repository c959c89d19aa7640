"""Decisions that are taken and planned, with their papers; changes that are about them.

Frozen: what a table is like today stands in watcher/store/tables.py.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op


revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("changes", sa.Column("decision_id", sa.Text(), nullable=True))
    op.create_table(
        "decisions",
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.Text(), nullable=False),
        sa.Column("is_planned", sa.Boolean(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=True),
        sa.Column("is_detailed", sa.Boolean(), nullable=False),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("row", sa.Text(), nullable=True),
        sa.Column("announced", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("page_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["source_key"], ["sources.key"], name=op.f("fk_decisions_source_key_sources")),
        sa.PrimaryKeyConstraint("source_key", "decision_id", name=op.f("pk_decisions")),
    )
    op.create_table(
        "decision_papers",
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("size", sa.Text(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["source_key", "decision_id"],
            ["decisions.source_key", "decisions.decision_id"],
            name=op.f("fk_decision_papers_source_key_decisions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("source_key", "decision_id", "position", name=op.f("pk_decision_papers")),
    )
    op.create_index(op.f("ix_decision_papers_content_hash"), "decision_papers", ["content_hash"])
