"""who changed what: the journal, and revisions of what is edited in the browser."""

import sqlalchemy as sa
from alembic import op

from samovar.storage.engine.types import Utc
from samovar.storage.tables.base import Json

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

EDITED = ("site", "operator")


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "journal",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("what", sa.String(32), nullable=False),
        sa.Column("row_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(32), nullable=False),
        sa.Column("changes", Json, nullable=False),
        sa.ForeignKeyConstraint(["by"], ["operator.id"], op.f("fk_journal_by_operator"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
    )
    op.create_index(op.f("ix_journal_at_id"), "journal", ["at", "id"])
    op.create_index(op.f("ix_journal_row_id_rev"), "journal", ["row_id", "rev"])
    for table in EDITED:
        op.add_column(table, sa.Column("rev", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Back."""
    for table in EDITED:
        op.drop_column(table, "rev")
    op.drop_table("journal")
