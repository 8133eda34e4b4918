"""who offers and who greeted: an offer remembers its maker and how it came back, a visit what it was greeted with."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlmodel import AutoString

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.add_column("conversation", sa.Column("offered_by", AutoString(length=64), nullable=True))
    op.add_column("conversation", sa.Column("returned_by", AutoString(length=64), nullable=True))
    op.add_column("conversation", sa.Column("returned_how", AutoString(length=8), nullable=False, server_default=""))
    json = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
    op.add_column("visit", sa.Column("greeting", json, nullable=False, server_default="{}"))


def downgrade() -> None:
    """Back."""
    op.drop_column("visit", "greeting")
    for name in ("returned_how", "returned_by", "offered_by"):
        op.drop_column("conversation", name)
