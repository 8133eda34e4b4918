"""how often copies are made by the clock, and how many stay."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "upkeep",
        sa.Column("id", sa.String(8), nullable=False),
        sa.Column("copy_hours", sa.Integer(), nullable=False),
        sa.Column("copy_keep", sa.Integer(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 'house'", name=op.f("ck_upkeep_one")),
        sa.CheckConstraint("copy_hours >= 0", name=op.f("ck_upkeep_hours")),
        sa.CheckConstraint("copy_keep > 0", name=op.f("ck_upkeep_keep")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upkeep")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("upkeep")
