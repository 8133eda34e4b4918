"""conversations tell when what was said in them was erased."""

import sqlalchemy as sa
from alembic import op

from samovar.storage.engine.types import Utc

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.add_column("conversation", sa.Column("erased_at", Utc(), nullable=True))


def downgrade() -> None:
    """Back."""
    op.drop_column("conversation", "erased_at")
