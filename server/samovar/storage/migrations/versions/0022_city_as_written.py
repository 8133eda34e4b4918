"""city as written: other names of a city come back to the form as somebody wrote them."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward: of what is there only the folded form is known."""
    op.add_column("city", sa.Column("written", sa.String(100), nullable=False, server_default=""))


def downgrade() -> None:
    """Back."""
    op.drop_column("city", "written")
