"""unwanted letters: whose address somebody has left may refuse them."""

import sqlalchemy as sa
from alembic import op

from samovar.storage.engine.types import Utc

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.add_column("contact", sa.Column("refused_at", Utc(), nullable=True))


def downgrade() -> None:
    """Back."""
    op.drop_column("contact", "refused_at")
