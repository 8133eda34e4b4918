"""mailbox: how far the mailbox was read."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.add_column("mail_server", sa.Column("read_where", sa.String(800), nullable=False, server_default=""))
    op.add_column("mail_server", sa.Column("read_up_to", sa.String(40), nullable=False, server_default=""))


def downgrade() -> None:
    """Back."""
    op.drop_column("mail_server", "read_up_to")
    op.drop_column("mail_server", "read_where")
