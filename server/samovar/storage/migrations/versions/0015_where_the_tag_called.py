"""where the tag called: the newest call of each address of a site."""

import sqlalchemy as sa
from alembic import op

from samovar.storage.engine.types import Utc

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "tag_call",
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("origin", sa.String(300), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], op.f("fk_tag_call_site_id_site"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("site_id", "origin", name=op.f("pk_tag_call")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("tag_call")
