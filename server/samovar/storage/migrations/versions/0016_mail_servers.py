"""mail_servers: the servers that letters go out and come in by, as the Mail page sets them."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "mail_server",
        sa.Column("id", sa.String(4), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("host", sa.String(254), nullable=False),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("tls", sa.String(8), nullable=False),
        sa.Column("username", sa.String(254), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("sender", sa.String(254), nullable=False),
        sa.Column("folder", sa.String(200), nullable=False),
        sa.CheckConstraint("id IN ('smtp', 'imap')", name=op.f("ck_mail_server_protocol")),
        sa.CheckConstraint("tls IN ('tls', 'starttls', 'none')", name=op.f("ck_mail_server_tls")),
        sa.CheckConstraint("port BETWEEN 0 AND 65535", name=op.f("ck_mail_server_port")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_server")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("mail_server")
